/** Uid of the dashboard that Grafana opens on: all models on one page. */
export const HOME_DASHBOARD_UID = 'vllm-fleet';
