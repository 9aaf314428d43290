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
] as const satisfies readonly CounterName[];

const storageFailing: RuleDefinition = {
  name: 'StorageFailing',
  severity: 'critical',
  for: '0s',
  threshold: { value: 0, of: 'failed writes of Prometheus or Loki to their disks in fifteen minutes' },
  why: 'samples and lines are being lost',
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
  summary: 'Prometheus or Loki cannot write to its disk.',
  description: '{{ $value | humanize }} writes of {{ $labels.instance }} failed: {{ $labels.failure }}.',
  board: 'stack',
  runbook: {
    meaning: 'Compaction, write-ahead log or checkpoints fail; nearly always the disk is full or broken.',
    impact: 'Samples or log lines of now are lost at the next restart, or at once.',
    diagnosis: [
      {
        text: 'Read the error.',
        query: '{service_name=~"prometheus|loki"} |~ "(?i)no space|i/o error|corrupt"',
      },
      { text: 'Look at the disk: `df -h`, `dmesg`.' },
    ],
    mitigation: [
      'Make room or enlarge the disk.',
      'Shorten the retention (`prometheus.retention`, `loki.retention`).',
    ],
  },
};

const diskSpaceLow: RuleDefinition = {
  name: 'DiskSpaceLow',
  severity: 'warning',
  for: '15m',
  threshold: { value: 0.1, of: 'of the space left on a disk' },
  why: 'Loki stops its write-ahead log at 90 % and Prometheus compacts with spare room of about a tenth',
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
  summary: 'A disk is nearly full.',
  description:
    'Only {{ $value | humanizePercentage }} is left of {{ with $labels.mountpoint }}{{ . }} on {{ $labels.instance }}{{ end }}{{ with $labels.persistentvolumeclaim }}the volume claim {{ . }}{{ end }}.',
  board: 'stack',
  runbook: {
    meaning: 'Little space is left on a disk (as node-exporter or the kubelet sees it).',
    impact: 'Prometheus and Loki stop writing when it is full; so does vLLM when it downloads a model.',
    diagnosis: [
      { text: 'See how fast it fills.', query: 'node_filesystem_avail_bytes{instance="<instance>"}' },
      { text: 'Find what fills it: `docker system df`, `du -xh --max-depth 2`.' },
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
  why: 'the collector retries for minutes before it drops anything',
  source: 'prometheus',
  query: () => sumBy(['job', 'reason'], increase('loki_write_dropped_entries_total', {}, '10m')),
  fires: 'above',
  summary: 'The collector drops log lines.',
  description: '{{ $value | humanize }} log entries were dropped in ten minutes: {{ $labels.reason }}.',
  board: 'stack',
  runbook: {
    meaning:
      'Alloy gave log lines up, because Loki was away for too long, refused them, or a limit was reached.',
    impact: 'These lines are lost; alerts on logs may miss what they held.',
    diagnosis: [
      {
        text: 'See the reason.',
        query: 'sum by (reason) (rate(loki_write_dropped_entries_total[5m]))',
      },
      {
        text: 'See what Loki refuses.',
        query: 'sum by (reason) (rate(loki_discarded_samples_total[5m]))',
      },
    ],
    mitigation: [
      'Loki away: start it.',
      'Limits: find the container that writes too much, or raise the limits of Loki.',
    ],
  },
};

const LOKI_REQUESTS = 'loki_request_duration_seconds_count';
const FAILED_REQUESTS = rate(LOKI_REQUESTS, { route: notProbeRoute, status_code: matches('5..') }, '5m');

const lokiRequestErrors: RuleDefinition = {
  name: 'LokiRequestErrors',
  severity: 'warning',
  for: '10m',
  threshold: { value: 0.1, of: "of Loki's requests, probes aside, answered with 5xx" },
  why: "the bound of Loki's own mixin",
  source: 'prometheus',
  // Until it is ready, Loki answers 503 to `/ready`.
  query: () =>
    ratio(
      sumBy(['job', 'route'], FAILED_REQUESTS),
      sumBy(['job', 'route'], rate(LOKI_REQUESTS, { route: notProbeRoute }, '5m')),
    ),
  fires: 'above',
  summary: 'Loki answers with errors.',
  description:
    '{{ $value | humanizePercentage }} of the requests to {{ $labels.route }} of Loki end in an error.',
  board: 'stack',
  runbook: {
    meaning: 'Loki answers a tenth or more of some kind of request with 5xx.',
    impact: 'Log lines come late or queries fail, by the route.',
    diagnosis: [
      {
        text: 'See which routes fail.',
        query: sumBy(['route', 'status_code'], FAILED_REQUESTS),
      },
      { text: 'Read the errors.', query: '{service_name="loki"} |= "level=error"' },
    ],
    mitigation: [
      'Out of memory: raise `loki.memory`, or query shorter ranges.',
      'Errors of the object store: check its credentials and limits.',
    ],
  },
};

/** Samples and log lines are stored. */
export const STORAGE_RULES = [storageFailing, diskSpaceLow, logsDropped, lokiRequestErrors].map(
  ofManagedPrometheus,
);
