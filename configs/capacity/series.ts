import {
  binary,
  overTime,
  recorded,
  type Expression,
  type LooseMatchers,
  type Window,
  ratio,
  sumBy,
} from '../promql/index.ts';
import { recordedName } from '../recording/index.ts';
import { MODEL } from '../slo/scope.ts';

/** Seconds between two samples of the recorded capacity, whatever interval other rules have: sums over time rely on it. */
export const STEP = 60;

/**
 * Recorded series of capacity and cost, one per model.
 *
 * - `engines`: engines that hold GPUs; one that fails its scrapes still does for five minutes.
 * - `idle`: those of them that neither run nor queue a request.
 * - `gpus`: GPUs held.
 * - `cost`, `idleCost`: price of these GPUs per hour, and of the idle ones, in `cost.currency`.
 * - `tokens`: tokens per second, `type` input (prompt, cached tokens included) or output.
 * - `flops`: estimated FLOP/s of one GPU, on average over the engines; none if vLLM does not estimate them.
 * - `mfu`: model FLOPs utilization, the share of the peak that `flops` is, from 0 to 1.
 * - `watts`: power drawn by these GPUs, in watts.
 * - `timeToServe`: seconds from the start of a server's process to its first scrape, when it serves; one sample per start.
 */
export const capacitySeries = {
  engines: recordedName('vllm_engines_held', 'count'),
  idle: recordedName('vllm_engines_idle', 'count'),
  gpus: recordedName('vllm_gpus', 'sum'),
  cost: recordedName('vllm_cost_per_hour', 'sum'),
  idleCost: recordedName('vllm_idle_cost_per_hour', 'sum'),
  tokens: recordedName('vllm_tokens', 'rate5m'),
  flops: recordedName('vllm_flops_per_gpu', 'rate5m'),
  mfu: recordedName('vllm_mfu', 'ratio5m'),
  watts: recordedName('vllm_gpu_power_watts', 'sum'),
  timeToServe: recordedName('vllm_time_to_serve_seconds', 'max'),
} as const;

export type CapacityKey = keyof typeof capacitySeries;

/** Catalogued metrics behind each series, for descriptions of panels. */
const METRICS: Readonly<Record<CapacityKey, readonly string[]>> = {
  engines: ['vllm:num_requests_running'],
  idle: ['vllm:num_requests_running', 'vllm:num_requests_waiting'],
  gpus: ['vllm:num_requests_running'],
  cost: ['vllm:num_requests_running'],
  idleCost: ['vllm:num_requests_running', 'vllm:num_requests_waiting'],
  tokens: ['vllm:prompt_tokens_total', 'vllm:generation_tokens_total'],
  flops: ['vllm:estimated_flops_per_gpu_total'],
  mfu: ['vllm:estimated_flops_per_gpu_total'],
  watts: ['DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION'],
  timeToServe: ['process_start_time_seconds'],
};

/** The same by the name of the recorded series. */
export const capacityMetrics: ReadonlyMap<string, readonly string[]> = new Map(
  (Object.keys(capacitySeries) as CapacityKey[]).map((key) => [capacitySeries[key], METRICS[key]]),
);

/** A recorded series of capacity. */
export const capacity = (key: CapacityKey, matchers: LooseMatchers = {}) =>
  recorded(capacitySeries[key], matchers, METRICS[key]);

/**
 * A recorded rate added up over a window: each sample stands for the seconds until the next one. What was not recorded
 * counts as nothing, so that a model that was scaled down in mid-window is not charged for the rest of it, which an average
 * over the samples would do.
 *
 * @param unit seconds of the rate's unit of time: 1 for tokens per second, 3600 for a price per hour.
 */
export function integral(
  key: CapacityKey,
  window: Window,
  unit: 1 | 3600,
  matchers: LooseMatchers = {},
): Expression {
  return binary(overTime('sum_over_time', capacity(key, matchers), window), '*', STEP / unit);
}

/** Cost of a million tokens of each model over a window: all cost over all tokens, idle time included. */
export const costPerMillionTokens = (window: Window, matchers: LooseMatchers = {}): Expression =>
  ratio(
    binary(integral('cost', window, 3600, matchers), '*', 1e6),
    sumBy(MODEL, integral('tokens', window, 1, matchers)),
  );
