import { expect, test } from 'vitest';
import { KIND, newContext, type Span } from '../../configs/demo/driver/otlp.ts';
import { alertRules, textOf } from '../../configs/rules/index.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { TRACE_TOOLS, TraceChain } from '../../lab/traces/trace-chain.ts';
import { describeWith } from '../helpers/tools.ts';

describeWith(TRACE_TOOLS, 'a full queue', () => {
  /** Seconds; the queue would make them wait for Tempo, which stays away. */
  const AT_ONCE = 5;
  const QUEUE = 2048;
  const message = () =>
    Array.from({ length: 100 }, (): Span => ({
      ...newContext(),
      ...call,
      start: Date.now(),
      end: Date.now(),
    }));
  const call = {
    resource: { 'service.name': 'backend' },
    scope: 'test',
    name: 'flood',
    kind: KIND.server,
    attributes: {},
  };
  const dropped = (chain: TraceChain) => chain.collected('otelcol_exporter_enqueue_failed_spans_total');

  test.each([
    ['every trace is kept', { sampling: { share: 1 } }],
    ['traces are selected', { sampling: { share: 0.99 } }],
  ])(
    'costs spans, which SpansDropped counts, and no time of a sender, if %s',
    async (_, traces) => {
      const chain = await TraceChain.start({ ...traces, limits: { queuedSpans: QUEUE } });
      try {
        chain.killTempo();
        let sent = 0;
        let slowest = 0;
        await eventually(60, async () => {
          const start = performance.now();
          expect(await chain.send(message())).toBe(200);
          slowest = Math.max(slowest, (performance.now() - start) / 1000);
          sent += 100;
          // Sent while the queue is full, not only before.
          expect(await dropped(chain)).toBeGreaterThan(QUEUE);
        });
        expect(slowest).toBeLessThan(AT_ONCE);
        expect(await chain.collected('otelcol_receiver_accepted_spans_total')).toBe(sent);
        expect(await chain.collected('otelcol_exporter_queue_size')).toBeLessThanOrEqual(QUEUE);
        const rules = alertRules(chain.settings).flatMap(({ rules: list }) => list);
        const query = textOf(rules.find(({ name }) => name === 'SpansDropped')!.query);
        await eventually(60, async () => {
          const series = await chain.prometheus.query(`(${query}) > 0`);
          expect(series.map(({ metric }) => metric['reason'])).toEqual(['trace store unreachable']);
        });
      } finally {
        await chain.stop();
      }
    },
    240_000,
  );
});
