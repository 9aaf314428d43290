import { sumBy } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { own, ownQuantile, ownRate } from '../own-series.ts';
import { timeseries } from '../panels.ts';

const NO_COLLECTOR = 'The collector is not among the jobs chosen';

/** Whether log lines are read and sent. */
export function collectorRow(): Row {
  return row(
    'Log collector',
    cells(8, 8, [sent(), leftOut(), lost()]),
    cells(12, 8, [sendTime(), components()]),
  );
}

function sent() {
  return timeseries(
    {
      title: 'Log lines read and sent',
      text: 'Log lines per second read from containers and sent to Loki. Reading stops while Loki is away and is caught up on afterwards; tracebacks are read as many lines and sent as one.',
      unit: 'count:lines/s',
      idle: NO_COLLECTOR,
    },
    [sumBy([], ownRate('loki_source_docker_target_entries_total')), 'Read'],
    [sumBy([], ownRate('loki_write_sent_entries_total')), 'Sent'],
  );
}

function leftOut() {
  return timeseries(
    {
      title: 'Log lines left out on purpose',
      text: 'Lines per second that the pipeline drops (answered probes, empty lines, lines older than Loki takes) or cuts short.',
      unit: 'count:/s',
      idle: 'Nothing left out',
    },
    [sumBy(['reason'], ownRate('loki_process_dropped_lines_total')), '{{reason}}'],
    [sumBy([], ownRate('loki_process_truncated_fields_total')), 'Cut short'],
  );
}

function lost() {
  return timeseries(
    {
      title: 'Log lines lost on the way',
      text: 'Log lines per second given up after all attempts, by reason, and attempts repeated.',
      unit: 'count:/s',
      idle: NO_COLLECTOR,
    },
    [sumBy(['reason'], ownRate('loki_write_dropped_entries_total')), 'Lost: {{reason}}'],
    [sumBy([], ownRate('loki_write_batch_retries_total')), 'Repeated'],
  );
}

function sendTime() {
  return timeseries(
    {
      title: 'Time to send p95',
      text: 'Time 95 % of the batches took to send.',
      unit: 's',
      idle: NO_COLLECTOR,
    },
    [ownQuantile(0.95, 'loki_write_request_duration_seconds', ['cluster', 'instance']), '{{instance}}'],
  );
}

function components() {
  return timeseries(
    {
      title: 'Components of the collector',
      text: 'Components by health. Any that is not healthy does not do its part.',
      unit: 'none',
      idle: NO_COLLECTOR,
    },
    [sumBy(['health_type'], own('alloy_component_controller_running_components')), '{{health_type}}'],
  );
}
