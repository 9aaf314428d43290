import { binary, call, increase, sumBy, type Expression, type Window } from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import { formatBound } from '../vllm/index.ts';
import { jobIs, MODEL, vllmJobs } from './scope.ts';

/**
 * Seconds; a bucket bound that lean scrapes keep. A request that ends before it was scheduled has a prefill time of the uptime
 * of its host (vLLM #49135), which is above that soon after a start.
 */
const ABOVE = 240;

type Histogram = 'vllm:request_prefill_time_seconds' | 'vllm:e2e_request_latency_seconds';

/**
 * Finished requests that ended before they were scheduled: those with a prefill time above the bound, less those with an
 * end-to-end latency above it, which a prefill time never exceeds otherwise.
 *
 * @param requests requests, or their rate, by a sample of a histogram.
 */
export function neverScheduledOf(
  requests: (sample: `${Histogram}_${'bucket' | 'count'}`, bound: { readonly le?: string }) => Expression,
): Expression {
  const above = (name: Histogram) =>
    binary(requests(`${name}_count`, {}), '-', requests(`${name}_bucket`, { le: formatBound(ABOVE) }));
  const never = binary(
    above('vllm:request_prefill_time_seconds'),
    '-',
    above('vllm:e2e_request_latency_seconds'),
  );
  return call('clamp_min', never, 0);
}

/** The same by model, within a window. */
export function neverScheduled(settings: Settings, window: Window): Expression {
  const job = jobIs(vllmJobs(settings));
  return neverScheduledOf((sample, bound) => sumBy(MODEL, increase(sample, { ...job, ...bound }, window)));
}
