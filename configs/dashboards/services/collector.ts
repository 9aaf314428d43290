import type { Settings } from '../../settings/index.ts';
import { sumBy } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { own, ownQuantile, ownRate } from '../own-series.ts';
import { timeseries } from '../panels.ts';

const NO_COLLECTOR = 'The log collector is not in the selected jobs';

/** Throughput, losses and health of the log collector. */
export function collectorRow(settings: Settings): Row {
  return row(
    'Log collector',
    cells(8, 8, [sent(settings), filtered(), lost()]),
    cells(12, 8, [sendLatency(), components()]),
  );
}

/** Of the sources, only that of Docker counts what it reads. */
function sent({ backend }: Settings) {
  const onDocker = backend === 'docker';
  const read = [sumBy([], ownRate('loki_source_docker_target_entries_total')), 'Read'] as const;
  return timeseries(
    {
      title: onDocker ? 'Log lines read and sent' : 'Log lines sent',
      text: `Log lines per second ${onDocker ? 'read from containers and ' : ''}sent to Loki. Reading pauses while Loki is unreachable and catches up afterwards. Tracebacks are read as several lines and sent as one.`,
      unit: 'count:lines/s',
      idle: NO_COLLECTOR,
    },
    ...(onDocker ? [read] : []),
    [sumBy([], ownRate('loki_write_sent_entries_total')), 'Sent'],
  );
}

function filtered() {
  return timeseries(
    {
      title: 'Log lines filtered',
      text: 'Log lines per second that the pipeline drops (successful probes, empty lines, lines older than Loki accepts) or truncates.',
      unit: 'count:/s',
      idle: 'No lines filtered',
    },
    [sumBy(['reason'], ownRate('loki_process_dropped_lines_total')), '{{reason}}'],
    [sumBy([], ownRate('loki_process_truncated_fields_total')), 'Truncated'],
  );
}

function lost() {
  return timeseries(
    {
      title: 'Log lines lost',
      text: 'Log lines per second dropped after all retries, by reason, and batches retried per second. Should be 0.',
      unit: 'count:/s',
      idle: NO_COLLECTOR,
    },
    [sumBy(['reason'], ownRate('loki_write_dropped_entries_total')), 'Lost: {{reason}}'],
    [sumBy([], ownRate('loki_write_batch_retries_total')), 'Retries'],
  );
}

function sendLatency() {
  return timeseries(
    {
      title: 'Send latency p95',
      text: '95th percentile of the time to send a batch to Loki.',
      unit: 's',
      idle: NO_COLLECTOR,
    },
    [ownQuantile(0.95, 'loki_write_request_duration_seconds', ['cluster', 'instance']), '{{instance}}'],
  );
}

function components() {
  return timeseries(
    {
      title: 'Log collector components',
      text: 'Components of the log collector by health. All should be healthy.',
      unit: 'none',
      idle: NO_COLLECTOR,
    },
    [sumBy(['health_type'], own('alloy_component_controller_running_components')), '{{health_type}}'],
  );
}
