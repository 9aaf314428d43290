import { binary, call, increase, sumBy, type Expression, type Window } from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import { formatBound } from '../vllm/index.ts';
import { jobIs, MODEL, vllmJobs } from './scope.ts';

/**
 * Seconds; a bucket bound that lean scrapes keep. A request that ends before it was scheduled has a prefill time of the uptime
 * of its host (vLLM #49135), which is above that soon after a start.
 */
export const NEVER_SCHEDULED_ABOVE = 240;

/**
 * Finished requests by model that ended before they were scheduled: those with a prefill time above the bound, less those with
 * an end-to-end latency above it, which a prefill time never exceeds otherwise.
 */
export function neverScheduled(settings: Settings, window: Window): Expression {
  const job = jobIs(vllmJobs(settings));
  const above = (name: 'vllm:request_prefill_time_seconds' | 'vllm:e2e_request_latency_seconds') => {
    const bucket = { ...job, le: formatBound(NEVER_SCHEDULED_ABOVE) } as never;
    return binary(
      sumBy(MODEL, increase(`${name}_count`, job, window)),
      '-',
      sumBy(MODEL, increase(`${name}_bucket`, bucket, window)),
    );
  };
  const never = binary(
    above('vllm:request_prefill_time_seconds'),
    '-',
    above('vllm:e2e_request_latency_seconds'),
  );
  return call('clamp_min', never, 0);
}
