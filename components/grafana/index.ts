export { GrafanaContent, type GrafanaContentArgs } from './grafana-content.ts';
