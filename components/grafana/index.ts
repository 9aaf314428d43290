export { GrafanaContent } from './grafana-content.ts';
