import type { PanelCost } from '../bench/trace-figures.ts';
import { quantile } from '../bench/statistics.ts';
import { eventually } from '../common/waiting.ts';
import type { TraceChain } from './trace-chain.ts';

const ROUNDS = 10;
const RANGE = '15m';

/** The same figures by TraceQL metrics and by metrics of spans. */
const QUESTIONS = [
  {
    title: 'p95 of the duration of requests',
    traceql: '{ name = "llm_request" } | quantile_over_time(duration, .95)',
    promql:
      'histogram_quantile(0.95, sum by (le) (rate(traces_spanmetrics_latency_bucket{span_name="llm_request"}[1m])))',
  },
  {
    title: 'Requests per second by service',
    traceql: '{} | rate() by (resource.service.name)',
    promql: 'sum by (job) (rate(traces_spanmetrics_calls_total[1m]))',
  },
] as const;

/** Cost of a panel over {@link RANGE} with a point every 15 s, as the median of several refreshes. */
export async function panelCosts(chain: TraceChain): Promise<PanelCost[]> {
  const costs: PanelCost[] = [];
  for (const { title, traceql, promql } of QUESTIONS) {
    // Tempo writes its metrics every 15 s, and a rate needs two values.
    await eventually(120, async () => {
      if ((await chain.prometheus.query(promql)).length === 0) throw new Error(`${promql} found nothing`);
    });
    const { start, end } = chain.range();
    const byTempo: number[] = [];
    const byPrometheus: number[] = [];
    let samples = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = performance.now();
      const { series = [] } = await chain.tempo<Answer>('/api/metrics/query_range', {
        q: traceql,
        step: '15s',
        start,
        end,
      });
      byTempo.push(performance.now() - before);
      if (series.length === 0) throw new Error(`${traceql} found nothing`);
      const between = performance.now();
      const cost = await chain.prometheus.rangeCost(promql, { start, end, step: '15' });
      byPrometheus.push(performance.now() - between);
      if (cost.series === 0) throw new Error(`${promql} found nothing`);
      samples = cost.samples;
    }
    costs.push({
      title: `${title}, ${RANGE}`,
      traceql: { milliseconds: quantile(byTempo, 0.5) },
      promql: { milliseconds: quantile(byPrometheus, 0.5), samples },
    });
  }
  return costs;
}

interface Answer {
  readonly series?: readonly unknown[];
}
