import type { SpanBalance } from '../bench/trace-figures.ts';
import { eventually } from '../common/waiting.ts';
import { SPANS_PER_REQUEST } from './requests.ts';
import type { TraceChain } from './trace-chain.ts';

/**
 * Counts what became of the spans, once every trace was decided on, the queue is empty and Tempo has written all to blocks.
 *
 * @throws if that takes longer than ten minutes.
 */
export async function balanceOf(chain: TraceChain, spans: number): Promise<SpanBalance> {
  const sampled = (value: string) =>
    chain.collected(
      'otelcol_processor_tail_sampling_global_count_traces_sampled_total',
      `sampled="${value}"`,
    );
  const counted = async () => {
    const [received, kept, out, dropped, failed, refused, sent] = await Promise.all([
      chain.collected('otelcol_receiver_accepted_spans_total'),
      sampled('true'),
      sampled('false'),
      chain.collected('otelcol_exporter_enqueue_failed_spans_total'),
      chain.collected('otelcol_exporter_send_failed_spans_total'),
      chain.collected('otelcol_receiver_refused_spans_total'),
      chain.collected('otelcol_exporter_sent_spans_total'),
    ]);
    return {
      received,
      kept: kept * SPANS_PER_REQUEST,
      sampledOut: out * SPANS_PER_REQUEST,
      dropped,
      refused: failed + refused,
      sent,
    };
  };
  const { received, sampledOut, dropped, refused, sent } = await eventually(600, async () => {
    const now = await counted();
    if (now.received + now.refused < spans)
      throw new Error(`${now.received} of ${spans} spans were received`);
    if (now.kept + now.sampledOut < now.received) throw new Error('traces wait for a decision');
    if ((await chain.collected('otelcol_exporter_queue_size', 'data_type="traces"')) > 0)
      throw new Error('spans wait to be sent');
    if (now.sent + now.dropped + now.refused < now.kept) throw new Error('spans are being sent');
    return now;
  });
  const stored = await storedSpans(chain);
  const missing = received - sampledOut - dropped - refused - stored;
  return { received, sampledOut, dropped, refused, sent, stored, missing };
}

/** Spans that Tempo finds, by TraceQL, once all are in blocks. */
export async function storedSpans(chain: TraceChain): Promise<number> {
  await eventually(600, async () => {
    for (const name of ['tempo_live_store_live_traces', 'tempo_live_store_complete_queue_length'])
      if ((await chain.stored(name)) > 0) throw new Error(`${name} is above 0`);
  });
  const { series = [] } = await chain.tempo<{ series?: readonly { value?: number }[] }>(
    '/api/metrics/query',
    {
      q: '{} | count_over_time()',
      ...chain.range(),
    },
  );
  return series.reduce((sum, { value = 0 }) => sum + value, 0);
}
