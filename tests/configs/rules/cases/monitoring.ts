import type { RuleCase } from '../case.ts';
import { HEALTHY, perSecond } from '../fleet.ts';
import type { Behaviours } from '../timeline.ts';

const at = (job: string, metric: string, labels = '') =>
  `${metric}{job="${job}",instance="${job}:1"${labels && `,${labels}`}}`;

const NO_TARGET = Object.fromEntries(
  Object.keys(HEALTHY)
    .filter((series) => series.startsWith('up{'))
    .map((series) => [series, 'gone']),
) as Behaviours;

/** A counter of failures of the monitoring: fires while it grows, not for one that stays. */
function failing(rule: RuleCase['rule'], series: string, minutes = 20): RuleCase {
  return {
    rule,
    minutes,
    recovery: 30,
    always: { [series]: perSecond(0) },
    fault: { [series]: perSecond(0.02) },
    neighbour: {},
  };
}

/** Whether the monitoring itself works. */
export const monitoringCases: readonly RuleCase[] = [
  {
    rule: 'PrometheusUnreachable',
    fault: NO_TARGET,
    neighbour: { 'up{job="loki",instance="loki:1"}': 'gone' },
  },
  {
    rule: 'MonitoringTargetDown',
    fault: { 'up{job="loki",instance="loki:1"}': 0 },
    neighbour: { 'up{job="backend",instance="backend:8001"}': 0 },
  },
  failing(
    'RuleEvaluationFailing',
    at('prometheus', 'prometheus_rule_evaluation_failures_total', 'rule_group="slo-hours"'),
  ),
  failing(
    'RuleEvaluationFailing',
    at('prometheus', 'prometheus_rule_group_iterations_missed_total', 'rule_group="slo-hours"'),
  ),
  failing(
    'RuleEvaluationFailing',
    at('grafana', 'grafana_alerting_rule_evaluation_failures_total', 'org="1"'),
  ),
  failing(
    'RuleEvaluationFailing',
    at('grafana', 'grafana_alerting_schedule_rule_evaluations_missed_total', 'org="1"'),
  ),
  failing('ScrapeLimitHit', at('prometheus', 'prometheus_target_scrapes_exceeded_sample_limit_total')),
  failing('ScrapeLimitHit', at('prometheus', 'prometheus_target_scrapes_exceeded_body_size_limit_total')),
  failing('ScrapeLimitHit', at('prometheus', 'prometheus_target_scrape_pool_exceeded_label_limits_total')),
  failing('ScrapeLimitHit', at('prometheus', 'prometheus_target_scrape_pool_exceeded_target_limit_total')),
  {
    rule: 'PrometheusReloadFailed',
    fault: { [at('prometheus', 'prometheus_config_last_reload_successful')]: 0 },
    neighbour: {},
  },
  failing('StorageFailing', at('prometheus', 'prometheus_tsdb_compactions_failed_total')),
  failing('StorageFailing', at('prometheus', 'prometheus_tsdb_wal_truncations_failed_total')),
  failing('StorageFailing', at('prometheus', 'prometheus_tsdb_wal_writes_failed_total')),
  failing('StorageFailing', at('loki', 'loki_ingester_wal_disk_full_failures_total')),
  failing('StorageFailing', at('loki', 'loki_ingester_checkpoint_creations_failed_total')),
  failing('StorageFailing', at('alertmanager', 'alertmanager_nflog_maintenance_errors_total')),
  failing('StorageFailing', at('alertmanager', 'alertmanager_silences_maintenance_errors_total')),
  {
    rule: 'DiskSpaceLow',
    minutes: 30,
    fault: { 'node_filesystem_avail_bytes{job="node",instance="n:9100",mountpoint="/",fstype="ext4"}': 5 },
    neighbour: {
      'node_filesystem_avail_bytes{job="node",instance="n:9100",mountpoint="/",fstype="ext4"}': 12,
      'node_filesystem_avail_bytes{job="node",instance="n:9100",mountpoint="/run",fstype="tmpfs"}': 1,
      'node_filesystem_size_bytes{job="node",instance="n:9100",mountpoint="/run",fstype="tmpfs"}': 100,
    },
  },
  {
    rule: 'DiskSpaceLow',
    minutes: 30,
    always: {
      'kubelet_volume_stats_available_bytes{job="kubelet",namespace="m",persistentvolumeclaim="loki-0"}': 50,
      'kubelet_volume_stats_capacity_bytes{job="kubelet",namespace="m",persistentvolumeclaim="loki-0"}': 100,
    },
    fault: {
      'kubelet_volume_stats_available_bytes{job="kubelet",namespace="m",persistentvolumeclaim="loki-0"}': 9,
    },
    neighbour: {
      'kubelet_volume_stats_available_bytes{job="kubelet",namespace="m",persistentvolumeclaim="loki-0"}': 11,
    },
  },
  failing('LogsDropped', at('alloy', 'loki_write_dropped_entries_total', 'reason="ingester_error"')),
  {
    rule: 'LokiRequestErrors',
    fault: {
      [at('loki', 'loki_request_duration_seconds_count', 'route="loki_api_v1_push",status_code="500"')]:
        perSecond(1),
    },
    neighbour: {
      [at('loki', 'loki_request_duration_seconds_count', 'route="loki_api_v1_push",status_code="500"')]:
        perSecond(0.3),
      [at('loki', 'loki_request_duration_seconds_count', 'route="loki_api_v1_push",status_code="429"')]:
        perSecond(5),
      [at('loki', 'loki_request_duration_seconds_count', 'route="ready",status_code="503"')]: perSecond(1),
    },
  },
  failing(
    'NotificationsFailing',
    at('grafana', 'grafana_alerting_notifications_failed_total', 'integration="webhook"'),
  ),
  failing(
    'NotificationsFailing',
    at(
      'alertmanager',
      'alertmanager_notifications_failed_total',
      'integration="webhook",reason="serverError"',
    ),
  ),
  failing(
    'NotificationsFailing',
    at('prometheus', 'prometheus_notifications_errors_total', 'alertmanager="a"'),
  ),
];
