import { isManaged } from '../../inventory/managed.ts';
import { matches, sumBy, type CounterName } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { own, ownQuantile, ownRate } from '../own-series.ts';
import { timeseries } from '../panels.ts';

const NO_SPANS = 'No spans received';
const NO_TEMPO = 'Tempo is not in the selected jobs';

/** Spans on their way through the collector, and ingestion, queries and storage of Tempo. */
export function tracesRow(settings: Settings): Row {
  const tempo = isManaged(settings, 'tempo');
  return row(
    'Traces',
    cells(8, 8, [spans(tempo), selection(settings), lost(tempo)]),
    cells(tempo ? 8 : 24, 8, tempo ? [waiting(), queryTime(), storage()] : [waiting()]),
  );
}

const total = (counter: CounterName) => sumBy([], ownRate(counter));

function spans(tempo: boolean) {
  return timeseries(
    {
      title: 'Spans received and stored',
      text: `Spans per second that the collector received and sent to the trace store${tempo ? ', and that Tempo received' : ''}. The difference between received and sent is sampling.`,
      unit: 'count:spans/s',
      idle: NO_SPANS,
    },
    [total('otelcol_receiver_accepted_spans_total'), 'Received'],
    [total('otelcol_exporter_sent_spans_total'), 'Sent'],
    ...(tempo ? [[total('tempo_distributor_spans_received_total'), 'Tempo'] as const] : []),
  );
}

function selection({ traces }: Settings) {
  const decided = (sampled: string) =>
    sumBy([], ownRate('otelcol_processor_tail_sampling_global_count_traces_sampled_total', { sampled }));
  return timeseries(
    {
      title: 'Traces kept and sampled out',
      text: 'Traces per second by decision: traces with an error, slow traces, starts of vLLM and `traces.sampling.share` of the others are kept.',
      unit: 'count:/s',
      idle: traces.sampling.share < 1 ? 'No traces received' : 'Every trace is kept',
    },
    [decided('true'), 'Kept'],
    [decided('false'), 'Sampled out'],
  );
}

/** These are the reasons of the alert SpansDropped. */
function lost(tempo: boolean) {
  return timeseries(
    {
      title: 'Spans lost',
      text: 'Spans per second refused or dropped, by reason, and traces per second dropped before a decision. Should be 0; SpansDropped fires otherwise.',
      unit: 'count:/s',
      idle: 'No spans lost',
    },
    [total('otelcol_receiver_refused_spans_total'), 'Refused: collector out of memory'],
    [total('otelcol_exporter_enqueue_failed_spans_total'), 'Dropped: queue full'],
    [total('otelcol_exporter_send_failed_spans_total'), 'Dropped: rejected by the trace store'],
    [
      total('otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total'),
      'Dropped: too many open traces',
    ],
    ...(tempo
      ? [
          [
            sumBy(['reason'], ownRate('tempo_discarded_spans_total')),
            'Discarded by Tempo: {{reason}}',
          ] as const,
        ]
      : []),
  );
}

function waiting() {
  const queue = (metric: 'otelcol_exporter_queue_size' | 'otelcol_exporter_queue_capacity') =>
    sumBy(['cluster', 'instance'], own(metric, { data_type: 'traces' }));
  return timeseries(
    {
      title: 'Spans waiting to be sent',
      text: 'Spans that the collector holds, and the most it holds (`traces.limits.queuedSpans`). It fills while the trace store is unreachable; beyond the limit spans are dropped.',
      unit: 'short',
      counts: 'spans',
      idle: NO_SPANS,
    },
    [queue('otelcol_exporter_queue_size'), '{{instance}}'],
    [queue('otelcol_exporter_queue_capacity'), '{{instance}} limit'],
  );
}

function queryTime() {
  return timeseries(
    {
      title: 'Tempo query time p95',
      text: '95th percentile of the response time of searches, traces and TraceQL metrics, by route.',
      unit: 's',
      idle: 'No queries',
    },
    [
      // Without the parts of a query, which have the same routes after `querier_`.
      ownQuantile(0.95, 'tempo_request_duration_seconds', ['route'], { route: matches('api_.*') }),
      '{{route}}',
    ],
  );
}

function storage() {
  return timeseries(
    {
      title: 'Trace storage',
      text: 'Bytes of stored blocks, and of traces in memory that are not in a block yet. Blocks are deleted after `traces.retention`.',
      unit: 'bytes',
      idle: NO_TEMPO,
    },
    [sumBy([], own('tempodb_backend_bytes_total', { status: 'live' })), 'Blocks'],
    [sumBy([], own('tempo_live_store_live_trace_bytes')), 'Memory'],
  );
}
