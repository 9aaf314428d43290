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
import type { Settings } from '../settings/index.ts';
import { configured, type AlertRule } from './rule.ts';

/** Whether samples and lines are kept; by somebody else's Prometheus that is not ours to say. */
export function storageRules(settings: Settings): AlertRule[] {
  if (settings.prometheus.existing) return [];
  return [
    ...storageFailing(settings),
    ...diskSpaceLow(settings),
    ...logsDropped(settings),
    ...lokiRequestErrors(settings),
  ];
}

const FAILED_WRITES = [
  'prometheus_tsdb_compactions_failed_total',
  'prometheus_tsdb_wal_truncations_failed_total',
  'prometheus_tsdb_wal_writes_failed_total',
  'loki_ingester_wal_disk_full_failures_total',
  'loki_ingester_checkpoint_creations_failed_total',
] as const satisfies readonly CounterName[];

function storageFailing(settings: Settings): AlertRule[] {
  return configured(settings, {
    name: 'StorageFailing',
    source: 'prometheus',
    query: union(
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
  });
}

function diskSpaceLow(settings: Settings): AlertRule[] {
  const real = { fstype: notMatches('tmpfs|overlay|squashfs|ramfs') };
  return configured(settings, {
    name: 'DiskSpaceLow',
    source: 'prometheus',
    query: or(
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
    ),
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
  });
}

function logsDropped(settings: Settings): AlertRule[] {
  return configured(settings, {
    name: 'LogsDropped',
    source: 'prometheus',
    query: sumBy(['job', 'reason'], increase('loki_write_dropped_entries_total', {}, '10m')),
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
  });
}

function lokiRequestErrors(settings: Settings): AlertRule[] {
  const answered = 'loki_request_duration_seconds_count';
  const failed = rate(answered, { route: notProbeRoute, status_code: matches('5..') }, '5m');
  return configured(settings, {
    name: 'LokiRequestErrors',
    source: 'prometheus',
    // Until it is ready, Loki answers 503 to `/ready`.
    query: ratio(
      sumBy(['job', 'route'], failed),
      sumBy(['job', 'route'], rate(answered, { route: notProbeRoute }, '5m')),
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
          query: sumBy(['route', 'status_code'], failed),
        },
        { text: 'Read the errors.', query: '{service_name="loki"} |= "level=error"' },
      ],
      mitigation: [
        'Out of memory: raise `loki.memory`, or query shorter ranges.',
        'Errors of the object store: check its credentials and limits.',
      ],
    },
  });
}
