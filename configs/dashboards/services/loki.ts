import { sumBy } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { own, ownQuantile, ownRate } from '../own-series.ts';
import { timeseries } from '../panels.ts';

const NO_LOKI = 'Loki is not in the selected jobs';

/** Ingestion, rejections and storage of Loki. */
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
      text: 'Log lines per second received by Loki.',
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
      text: 'Uncompressed bytes per second received by Loki. Determines storage and query cost.',
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
      text: 'Log lines per second rejected by Loki, by reason. These lines are lost.',
      unit: 'count:lines/s',
      idle: 'No lines discarded',
    },
    [sumBy(['reason'], ownRate('loki_discarded_samples_total')), '{{reason}}'],
  );
}

function streams() {
  return timeseries(
    {
      title: 'Active log streams',
      text: 'Streams in memory, one per combination of labels. Many small streams make Loki slow and costly.',
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
      title: 'Loki response time p95',
      text: '95th percentile of the response time by route.',
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
      text: 'Chunk flushes to storage attempted and failed per second. Persistent failures fill the memory and then lose log lines.',
      unit: 'count:/s',
      idle: NO_LOKI,
    },
    [sumBy([], ownRate('loki_ingester_chunks_flush_requests_total')), 'Attempts'],
    [sumBy([], ownRate('loki_ingester_chunks_flush_failures_total')), 'Failed'],
  );
}
