export { dashboards } from './dashboards.ts';
export type { Dashboard } from './dashboard.ts';
