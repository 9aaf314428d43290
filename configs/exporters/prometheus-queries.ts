import { counter, gauge, histogram, metrics, summary } from '../vllm/index.ts';

/** Metrics of Prometheus on rules and queries, as of release 3.13. */
export const prometheusQueries = metrics(
  { labels: ['rule_group'] },
  {
    prometheus_rule_evaluations_total: counter('rules', 'Rules evaluated.'),
    prometheus_rule_evaluation_failures_total: counter('errors', 'Rules whose evaluation failed.'),
    prometheus_rule_group_iterations_total: counter('events', 'Evaluations of a rule group that were due.'),
    prometheus_rule_group_iterations_missed_total: counter(
      'events',
      'Evaluations of a rule group skipped because the previous one took too long.',
    ),
    prometheus_rule_group_interval_seconds: gauge('seconds', 'Interval at which a rule group is evaluated.'),
    prometheus_rule_group_last_duration_seconds: gauge(
      'seconds',
      'Duration of the last evaluation of a rule group.',
    ),
    prometheus_rule_group_last_evaluation_timestamp_seconds: gauge(
      'timestamp',
      'Time of the last evaluation of a rule group.',
    ),
    prometheus_rule_group_last_evaluation_samples: gauge(
      'samples',
      'Samples the last evaluation of a rule group returned.',
    ),
    prometheus_rule_group_rules: gauge('rules', 'Rules in a rule group.'),
    prometheus_rule_evaluation_duration_histogram_seconds: histogram(
      'seconds',
      'Duration of the evaluation of one rule.',
      { labels: [], buckets: [0.01, 0.1, 1, 10] },
    ),
    prometheus_engine_queries: gauge('requests', 'Queries running or waiting.', { labels: [] }),
    prometheus_engine_queries_concurrent_max: gauge('requests', 'Limit of concurrent queries.', {
      labels: [],
    }),
    prometheus_engine_query_samples_total: counter(
      'samples',
      'Samples loaded by queries, counting the whole window at every step.',
      { labels: [] },
    ),
    prometheus_engine_query_samples_read_total: counter(
      'samples',
      'Samples read by queries, each counted once.',
      { labels: [] },
    ),
    prometheus_engine_query_duration_seconds: summary('seconds', 'Time spent on queries, by phase.', {
      labels: ['slice'],
      values: { slice: ['inner_eval', 'prepare_time', 'queue_time', 'result_sort'] },
    }),
    prometheus_engine_query_duration_histogram_seconds: histogram(
      'seconds',
      'Time spent on queries, by phase.',
      {
        labels: ['slice'],
        values: { slice: ['inner_eval', 'prepare_time', 'queue_time', 'result_sort'] },
        buckets: [0.01, 0.1, 1, 10],
      },
    ),
    prometheus_http_requests_total: counter('requests', 'HTTP requests handled.', {
      labels: ['handler', 'code'],
    }),
    prometheus_http_request_duration_seconds: histogram('seconds', 'HTTP response time.', {
      labels: ['handler'],
      buckets: [0.1, 0.2, 0.4, 1, 3, 8, 20, 60, 120],
    }),
    prometheus_notifications_alertmanagers_discovered: gauge('targets', 'Alertmanagers discovered.', {
      labels: [],
    }),
    prometheus_notifications_dropped_total: counter(
      'events',
      'Alerts dropped before reaching an Alertmanager.',
      { labels: ['alertmanager'] },
    ),
    prometheus_notifications_errors_total: counter(
      'errors',
      'Alerts that could not be sent to an Alertmanager.',
      { labels: ['alertmanager'] },
    ),
  },
);
