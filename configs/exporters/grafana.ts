import { counter, gauge, histogram, info, metrics } from '../vllm/index.ts';

/**
 * Metrics of Grafana, as of release 12. Release 13.2 no longer exports `grafana_datasource_request_*`, because the Prometheus
 * and Loki data sources run in separate processes there (grafana/grafana#131073).
 */
export const grafana = metrics(
  { labels: [] },
  {
    grafana_build_info: info('info', 'Version of Grafana.', {
      labels: ['version', 'revision', 'branch', 'goversion', 'edition'],
    }),
    grafana_http_request_duration_seconds: histogram('seconds', 'HTTP response time.', {
      labels: ['handler', 'method', 'slo_group', 'status_code', 'status_source'],
      openLabels: true,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25],
      lazy: true,
    }),
    grafana_http_request_in_flight: gauge('requests', 'HTTP requests in flight.'),
    grafana_datasource_request_total: counter('requests', 'Requests sent to data sources.', {
      labels: ['datasource', 'datasource_type', 'code', 'method', 'secure_socks_ds_proxy_enabled'],
      lazy: true,
    }),
    grafana_datasource_request_duration_seconds: histogram(
      'seconds',
      'Duration of requests sent to data sources.',
      {
        labels: ['datasource', 'datasource_type', 'code', 'method', 'secure_socks_ds_proxy_enabled'],
        buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100],
        lazy: true,
      },
    ),
    grafana_alerting_rule_evaluations_total: counter('rules', 'Alert rules evaluated.', {
      labels: ['org'],
      lazy: true,
    }),
    grafana_alerting_rule_evaluation_failures_total: counter(
      'errors',
      'Alert rules whose evaluation failed.',
      { labels: ['org'], lazy: true },
    ),
    grafana_alerting_rule_evaluation_duration_seconds: histogram(
      'seconds',
      'Duration of the evaluation of one alert rule.',
      { labels: ['org'], buckets: [0.01, 0.1, 0.5, 1, 5, 10, 15, 30, 60, 120, 180, 240, 300], lazy: true },
    ),
    grafana_alerting_scheduler_behind_seconds: gauge(
      'seconds',
      'Time by which the evaluation of alert rules lags behind.',
    ),
    grafana_alerting_schedule_alert_rules: gauge('rules', 'Alert rules that could be evaluated.'),
    grafana_alerting_schedule_rule_evaluations_missed_total: counter(
      'events',
      'Evaluations of an alert rule skipped because the previous one took too long.',
      { labels: ['org', 'name'], lazy: true },
    ),
    grafana_alerting_notifications_failed_total: counter(
      'errors',
      'Notifications that could not be delivered.',
      { labels: ['org', 'integration'], lazy: true },
    ),
  },
);
