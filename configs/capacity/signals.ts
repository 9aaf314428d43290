import {
  aggregate,
  and,
  anyOf,
  binary,
  call,
  countBy,
  maxBy,
  or,
  oneOf,
  plus,
  ratio,
  recorded,
  selector,
  sumBy,
  type Expression,
  type LooseMatchers,
  type RecordedName,
} from '../promql/index.ts';
import {
  ENGINES,
  recordedGauges,
  recordedName,
  type RecordedGaugeKey,
  type RecordingGroup,
} from '../recording/index.ts';
import { OBJECTIVE_METRICS, OBJECTIVE_NAMES } from '../objectives/index.ts';
import type { Settings } from '../settings/index.ts';
import { MODEL, SERVER } from '../slo/scope.ts';
import { sloSeries } from '../slo/series.ts';
import { modelsByValue } from './models.ts';

/**
 * Recorded series for autoscalers, one per model. Their names and meaning are an interface (docs/autoscaling.md): they stay the
 * same over releases, because scalers name them.
 *
 * - `replicas`: servers that report.
 * - `waiting`: waiting requests per replica.
 * - `kvUsage`: KV cache in use, from 0 to 1, on average over the engines.
 * - `concurrency`: running and waiting requests over the batch slots of all engines; above 1 requests have to wait.
 * - `goodputLower`, `goodputUpper`: bounds of the requests per second that met all objectives.
 */
export const signalSeries = {
  replicas: recordedName('vllm_replicas', 'count'),
  waiting: recordedName('vllm_waiting_per_replica', 'ratio'),
  kvUsage: recordedName(recordedGauges.kvUsageAvg.name, recordedGauges.kvUsageAvg.operation),
  concurrency: recordedName('vllm_concurrency', 'ratio'),
  goodputLower: recordedName('vllm_goodput_lower', 'rate5m'),
  goodputUpper: recordedName('vllm_goodput_upper', 'rate5m'),
} as const satisfies Record<string, RecordedName>;

export type SignalKey = keyof typeof signalSeries;

/** A signal, with the catalogued metrics behind it. */
export const signal = (key: SignalKey, matchers: LooseMatchers = {}) =>
  recorded(signalSeries[key], matchers, METRICS[key]);

const METRICS: Readonly<Record<SignalKey, readonly string[]>> = {
  replicas: ['vllm:num_requests_running'],
  waiting: ['vllm:num_requests_waiting'],
  kvUsage: ['vllm:kv_cache_usage_perc'],
  concurrency: ['vllm:num_requests_running', 'vllm:num_requests_waiting'],
  goodputLower: OBJECTIVE_METRICS,
  goodputUpper: OBJECTIVE_METRICS,
};

const gauge = (key: RecordedGaugeKey, matchers = {}) =>
  recorded(recordedName(recordedGauges[key].name, recordedGauges[key].operation), matchers, [
    recordedGauges[key].name,
  ]);

/** Series that scalers read, at the interval of all rules: they have to be fresh. `kvUsage` is recorded already. */
export function signalRecordingGroup(settings: Settings): RecordingGroup {
  const servers = aggregate('group', SERVER, selector('vllm:num_requests_running'));
  const used = concurrency(settings);
  return {
    name: 'vllm-autoscaling',
    rules: [
      { record: signalSeries.replicas, expr: countBy(MODEL, servers) },
      { record: signalSeries.waiting, expr: ratio(gauge('waiting'), recorded(signalSeries.replicas)) },
      ...(used === undefined ? [] : [{ record: signalSeries.concurrency, expr: used }]),
      { record: signalSeries.goodputLower, expr: goodput('lower') },
      { record: signalSeries.goodputUpper, expr: goodput('upper') },
    ],
  };
}

/** Demand for batch slots; with waiting requests, because the running ones alone never pass 1. */
function concurrency(settings: Settings): Expression | undefined {
  return anyOf(
    modelsByValue(settings, ({ maxNumSeqs }) => maxNumSeqs).map(([slots, models]) => {
      const of = { model_name: oneOf(models) };
      const demand = plus(gauge('running', of), gauge('waiting', of));
      return ratio(demand, binary(recorded(ENGINES, of), '*', slots));
    }),
  );
}

/**
 * Requests per second that met every objective. Objectives are counted one by one, so how far their bad requests are the same is
 * unknown: at worst all are different, at best the smaller shares lie within the largest. Without the requests of one objective
 * there is no lower bound; without any request both are 0.
 */
function goodput(bound: 'lower' | 'upper'): Expression {
  const bad = recorded(sloSeries.ratio('5m'));
  const total = sumBy(MODEL, recorded(sloSeries.rate('total'), { slo: 'availability' }));
  const good =
    bound === 'lower'
      ? and(
          call('clamp_min', binary(1, '-', sumBy(MODEL, bad)), 0),
          binary(countBy(MODEL, bad), '==', OBJECTIVE_NAMES.length),
        )
      : binary(1, '-', maxBy(MODEL, bad));
  return or(binary(good, '*', total), binary(total, '==', 0));
}
