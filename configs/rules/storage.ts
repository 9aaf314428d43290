import {
  binary,
  increase,
  matches,
  minBy,
  notMatches,
  notProbeRoute,
  or,
  rate,
  ratio,
  selector,
  sumBy,
  union,
  type CounterName,
} from '../promql/index.ts';
import { ofManagedPrometheus, type RuleDefinition } from './rule.ts';

const FAILED_WRITES = [
  'prometheus_tsdb_compactions_failed_total',
  'prometheus_tsdb_wal_truncations_failed_total',
  'prometheus_tsdb_wal_writes_failed_total',
  'loki_ingester_wal_disk_full_failures_total',
  'loki_ingester_checkpoint_creations_failed_total',
  'alertmanager_nflog_maintenance_errors_total',
  'alertmanager_silences_maintenance_errors_total',
] as const satisfies readonly CounterName[];

const storageFailing: RuleDefinition = {
  name: 'StorageFailing',
  severity: 'critical',
  for: '0s',
  threshold: { value: 0, of: 'failed disk writes of a server of the stack in fifteen minutes' },
  why: 'samples or log lines are being lost',
  source: 'prometheus',
  query: () =>
    union(
      'failure',
      Object.fromEntries(
        FAILED_WRITES.map((counter) => [
          counter.replace(/_total$/, ''),
          sumBy(['job', 'instance'], increase(counter, {}, '15m')),
        ]),
      ),
    ),
  fires: 'above',
  summary: 'A server of the monitoring stack cannot write to its disk.',
  description: '{{ $value | humanize }} writes of {{ $labels.instance }} failed: {{ $labels.failure }}.',
  dashboard: 'stack',
  runbook: {
    meaning: 'Compaction, WAL or checkpoint writes fail, usually because the disk is full or broken.',
    impact: 'What the server receives is lost at the next restart, or immediately.',
    blind: [
      'Failures that Prometheus cannot store because its own disk is full: see StorageFailingLogged.',
      'The storage of an external Prometheus or Loki.',
    ],
    diagnosis: [
      {
        text: 'Read the error.',
        query: '{service_name="<job>"} |~ "(?i)no space|i/o error|corrupt"',
      },
      { text: 'Check the disk: `df -h`, `dmesg`.' },
    ],
    mitigation: [
      'Free space or enlarge the disk.',
      // It truncates a torn WAL when it reads it (prometheus `tsdb/db.go`, `repair`), whatever was appended since.
      'Prometheus: restart it as soon as there is space, one replica after the other. Its write-ahead log may be torn, and a later restart drops every sample since then.',
      'Shorten the retention (`<server>.retention`).',
    ],
  },
};

const diskSpaceLow: RuleDefinition = {
  name: 'DiskSpaceLow',
  severity: 'warning',
  for: '15m',
  threshold: { value: 0.1, of: 'of the disk space left' },
  why: 'Loki stops its WAL at 90 % usage, and Prometheus needs about a tenth of its space for compaction',
  source: 'prometheus',
  query: () => {
    const real = { fstype: notMatches('tmpfs|overlay|squashfs|ramfs') };
    return or(
      minBy(
        ['job', 'instance', 'mountpoint'],
        binary(
          selector('node_filesystem_avail_bytes', real),
          '/',
          selector('node_filesystem_size_bytes', real),
        ),
      ),
      minBy(
        ['job', 'namespace', 'persistentvolumeclaim'],
        binary(
          selector('kubelet_volume_stats_available_bytes'),
          '/',
          selector('kubelet_volume_stats_capacity_bytes'),
        ),
      ),
    );
  },
  fires: 'below',
  summary: 'Disk space is low.',
  description:
    'Only {{ $value | humanizePercentage }} is left on {{ with $labels.mountpoint }}{{ . }} of {{ $labels.instance }}{{ end }}{{ with $labels.persistentvolumeclaim }}volume claim {{ . }}{{ end }}.',
  dashboard: 'stack',
  runbook: {
    meaning: 'A disk is almost full, as reported by node exporter or the kubelet.',
    impact: 'Prometheus and Loki stop writing when the disk is full, and vLLM cannot download models.',
    diagnosis: [
      { text: 'Check how fast it fills.', query: 'node_filesystem_avail_bytes{instance="<instance>"}' },
      { text: 'Find what uses the space: `docker system df`, `du -xh --max-depth 2`.' },
    ],
    mitigation: [
      'Shorten the retention (`prometheus.retention`, `prometheus.retentionSize`, `loki.retention`).',
      'Enlarge the disk.',
    ],
  },
};

const logsDropped: RuleDefinition = {
  name: 'LogsDropped',
  severity: 'warning',
  for: '5m',
  threshold: { value: 0, of: 'log entries dropped in ten minutes' },
  why: 'the collector retries for minutes before it drops entries',
  source: 'prometheus',
  query: () => sumBy(['job', 'reason'], increase('loki_write_dropped_entries_total', {}, '10m')),
  fires: 'above',
  summary: 'Log lines are being dropped.',
  description: '{{ $value | humanize }} log entries were dropped in ten minutes: {{ $labels.reason }}.',
  dashboard: 'stack',
  runbook: {
    meaning:
      'Alloy dropped log lines because Loki was down for too long or rejected them, or because a limit was reached.',
    impact: 'These lines are lost, and alerts on logs may miss them.',
    diagnosis: [
      {
        text: 'Check the reason.',
        query: 'sum by (reason) (rate(loki_write_dropped_entries_total[5m]))',
      },
      {
        text: 'Check what Loki rejects.',
        query: 'sum by (reason) (rate(loki_discarded_samples_total[5m]))',
      },
    ],
    mitigation: [
      'Loki is down: restart it.',
      "Limits: find the container that logs too much, or raise Loki's limits.",
    ],
  },
};

const LOKI_REQUESTS = 'loki_request_duration_seconds_count';
const FAILED_REQUESTS = rate(LOKI_REQUESTS, { route: notProbeRoute, status_code: matches('5..') }, '5m');

const lokiRequestErrors: RuleDefinition = {
  name: 'LokiRequestErrors',
  severity: 'warning',
  for: '10m',
  threshold: { value: 0.1, of: "of Loki's requests, probes excluded, answered with 5xx" },
  why: "the threshold of Loki's own mixin",
  source: 'prometheus',
  // Until it is ready, Loki answers 503 to `/ready`.
  query: () =>
    ratio(
      sumBy(['job', 'route'], FAILED_REQUESTS),
      sumBy(['job', 'route'], rate(LOKI_REQUESTS, { route: notProbeRoute }, '5m')),
    ),
  fires: 'above',
  summary: 'Loki returns errors.',
  description: "{{ $value | humanizePercentage }} of the requests to Loki's route {{ $labels.route }} fail.",
  dashboard: 'stack',
  runbook: {
    meaning: 'Loki answers a tenth or more of some kind of request with 5xx.',
    impact: 'Depending on the route, log lines are delayed or queries fail.',
    diagnosis: [
      {
        text: 'Find the failing routes.',
        query: sumBy(['route', 'status_code'], FAILED_REQUESTS),
      },
      { text: 'Read the errors in the logs.', query: '{service_name="loki"} |= "level=error"' },
    ],
    mitigation: [
      'Out of memory: raise `loki.memory`, or query shorter ranges.',
      'Object store errors: check its credentials and limits.',
    ],
  },
};

/** Samples and log lines are stored. */
export const STORAGE_RULES = [storageFailing, diskSpaceLow, logsDropped, lokiRequestErrors].map(
  ofManagedPrometheus,
);
