import { sumBy } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { own, ownQuantile, ownRate } from '../own-series.ts';
import { timeseries } from '../panels.ts';

const NO_LOKI = 'Loki is not among the jobs chosen';

/** Whether log lines arrive and are kept. */
export function lokiRow(): Row {
  return row(
    'Loki',
    cells(8, 8, [linesReceived(), bytesReceived(), discarded()]),
    cells(8, 8, [streams(), requestTime(), flushes()]),
  );
}

function linesReceived() {
  return timeseries(
    {
      title: 'Log lines received',
      text: 'Log lines per second that reached Loki.',
      unit: 'count:lines/s',
      idle: NO_LOKI,
    },
    [sumBy([], ownRate('loki_distributor_lines_received_total')), 'Lines'],
  );
}

function bytesReceived() {
  return timeseries(
    {
      title: 'Log volume received',
      text: 'Uncompressed bytes per second that reached Loki. It decides how much is billed, stored and read.',
      unit: 'Bps',
      idle: NO_LOKI,
    },
    [sumBy([], ownRate('loki_distributor_bytes_received_total')), 'Bytes'],
  );
}

function discarded() {
  return timeseries(
    {
      title: 'Log lines discarded',
      text: 'Log lines per second that Loki refused, by reason: lines that are lost.',
      unit: 'count:lines/s',
      idle: 'None discarded',
    },
    [sumBy(['reason'], ownRate('loki_discarded_samples_total')), '{{reason}}'],
  );
}

function streams() {
  return timeseries(
    {
      title: 'Active log streams',
      text: 'Streams in memory: one per combination of labels. Many small ones make Loki slow and dear.',
      unit: 'short',
      counts: 'streams',
      idle: NO_LOKI,
    },
    [sumBy(['cluster', 'instance'], own('loki_ingester_memory_streams')), '{{instance}}'],
  );
}

function requestTime() {
  return timeseries(
    {
      title: 'Response time of Loki p95',
      text: 'Time 95 % of the requests to a route stay below.',
      unit: 's',
      idle: NO_LOKI,
    },
    [ownQuantile(0.95, 'loki_request_duration_seconds', ['route']), '{{route}}'],
  );
}

function flushes() {
  return timeseries(
    {
      title: 'Chunk flushes',
      text: 'Attempts per second to write chunks to the store, and those that failed. Failures fill the memory, then lose lines.',
      unit: 'count:/s',
      idle: NO_LOKI,
    },
    [sumBy([], ownRate('loki_ingester_chunks_flush_requests_total')), 'Attempts'],
    [sumBy([], ownRate('loki_ingester_chunks_flush_failures_total')), 'Failed'],
  );
}
