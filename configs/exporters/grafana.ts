import type { Metric } from '../vllm/index.ts';

/**
 * Metrics of Grafana, as of release 12. Release 13.2 no longer exports `grafana_datasource_request_*`, because the Prometheus
 * and Loki data sources run in separate processes there (grafana/grafana#131073).
 */
export const grafana = [
  {
    name: 'grafana_build_info',
    type: 'info',
    labels: ['version', 'revision', 'branch', 'goversion', 'edition'],
    unit: 'info',
    help: 'Version of Grafana.',
  },
  {
    name: 'grafana_http_request_duration_seconds',
    type: 'histogram',
    labels: ['handler', 'method', 'slo_group', 'status_code', 'status_source'],
    openLabels: true,
    unit: 'seconds',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25],
    lazy: true,
    help: 'HTTP response time.',
  },
  {
    name: 'grafana_http_request_in_flight',
    type: 'gauge',
    labels: [],
    unit: 'requests',
    help: 'HTTP requests in flight.',
  },
  {
    name: 'grafana_datasource_request_total',
    type: 'counter',
    labels: ['datasource', 'datasource_type', 'code', 'method', 'secure_socks_ds_proxy_enabled'],
    unit: 'requests',
    lazy: true,
    help: 'Requests sent to data sources.',
  },
  {
    name: 'grafana_datasource_request_duration_seconds',
    type: 'histogram',
    labels: ['datasource', 'datasource_type', 'code', 'method', 'secure_socks_ds_proxy_enabled'],
    unit: 'seconds',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100],
    lazy: true,
    help: 'Duration of requests sent to data sources.',
  },
  {
    name: 'grafana_alerting_rule_evaluations_total',
    type: 'counter',
    labels: ['org'],
    unit: 'rules',
    lazy: true,
    help: 'Alert rules evaluated.',
  },
  {
    name: 'grafana_alerting_rule_evaluation_failures_total',
    type: 'counter',
    labels: ['org'],
    unit: 'errors',
    lazy: true,
    help: 'Alert rules whose evaluation failed.',
  },
  {
    name: 'grafana_alerting_rule_evaluation_duration_seconds',
    type: 'histogram',
    labels: ['org'],
    unit: 'seconds',
    buckets: [0.01, 0.1, 0.5, 1, 5, 10, 15, 30, 60, 120, 180, 240, 300],
    lazy: true,
    help: 'Duration of the evaluation of one alert rule.',
  },
  {
    name: 'grafana_alerting_scheduler_behind_seconds',
    type: 'gauge',
    labels: [],
    unit: 'seconds',
    help: 'Time by which the evaluation of alert rules lags behind.',
  },
  {
    name: 'grafana_alerting_schedule_alert_rules',
    type: 'gauge',
    labels: [],
    unit: 'rules',
    help: 'Alert rules that could be evaluated.',
  },
  {
    name: 'grafana_alerting_schedule_rule_evaluations_missed_total',
    type: 'counter',
    labels: ['org', 'name'],
    unit: 'events',
    lazy: true,
    help: 'Evaluations of an alert rule skipped because the previous one took too long.',
  },
  {
    name: 'grafana_alerting_notifications_failed_total',
    type: 'counter',
    labels: ['org', 'integration'],
    unit: 'errors',
    lazy: true,
    help: 'Notifications that could not be delivered.',
  },
] as const satisfies readonly Metric[];
