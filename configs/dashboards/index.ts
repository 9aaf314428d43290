export { dashboards } from './boards.ts';
export type { Dashboard } from './dashboard.ts';
