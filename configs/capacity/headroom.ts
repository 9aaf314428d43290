import {
  and,
  andOn,
  anyOf,
  binary,
  call,
  maxBy,
  overTime,
  plus,
  ratio,
  recorded,
  sumBy,
  type Expression,
  type LooseMatchers,
} from '../promql/index.ts';
import { ENGINES, recordedName, type RecordingGroup, type RecordingRule } from '../recording/index.ts';
import { OBJECTIVE_METRICS, OBJECTIVES } from '../objectives/index.ts';
import type { Settings } from '../settings/index.ts';
import { MODEL } from '../slo/scope.ts';
import { ofSlo, sloSeries } from '../slo/series.ts';
import { forecastRules } from './forecast.ts';
import { capacity } from './series.ts';
import { modelsByValue } from './models.ts';
import { signal } from './signals.ts';

/**
 * Load of each model and the highest load at which it met its objectives. Load is requests finished per second, on average over
 * half an hour: a shorter burst is absorbed by the queue, and in little traffic its rate is chance.
 *
 * - `load`: of all engines together.
 * - `met`: per engine, while every objective was met.
 * - `highestMet`: the highest of these within a week, so that each day of the week is among them.
 * - `usage`: `resource` in use at loads close to the highest, 1 is exhausted: `kv_cache`, `slots` (batch slots), `queue`
 *   (error budget of the queue time objective).
 */
export const headroomSeries = {
  load: recordedName('vllm_load', 'rate30m'),
  met: recordedName('vllm_load_met_per_engine', 'rate30m'),
  highestMet: recordedName('vllm_load_met_per_engine', 'max7d'),
  usage: recordedName('vllm_resource_usage_at_peak', 'ratio30m'),
} as const;

export type HeadroomKey = keyof typeof headroomSeries;
export type Resource = 'kv_cache' | 'slots' | 'queue';

/** Time over which the highest load is looked for. */
const WEEK = '7d';
const LOADED = OBJECTIVES.availability.metric;
/** Share of the highest load from which a load is close to it. */
const CLOSE = 0.9;

const METRICS: Readonly<Record<HeadroomKey, readonly string[]>> = {
  load: [LOADED],
  met: OBJECTIVE_METRICS,
  highestMet: OBJECTIVE_METRICS,
  usage: ['vllm:kv_cache_usage_perc', 'vllm:num_requests_running', 'vllm:num_requests_waiting'],
};

/** A recorded series of headroom. */
export const headroom = (key: HeadroomKey, matchers: LooseMatchers = {}) =>
  recorded(headroomSeries[key], matchers, METRICS[key]);

/** Load and headroom of each model. */
export function headroomRecordingGroup(settings: Settings): RecordingGroup {
  return {
    name: 'vllm-headroom',
    // Below the five minutes after which Prometheus takes a series for ended.
    interval: '2m',
    rules: [
      { record: headroomSeries.load, expr: load() },
      { record: headroomSeries.met, expr: loadMet() },
      { record: headroomSeries.highestMet, expr: overTime('max_over_time', headroom('met'), WEEK) },
      ...usageRules(settings),
      ...forecastRules(headroom('load')),
    ],
  };
}

const load = () => sumBy(MODEL, binary(ofSlo(sloSeries.count('total', '30m'), 'availability'), '/', 1800));

/**
 * Divided by the most engines of the time in which the requests finished: half an hour, of rates over five minutes. After a
 * scale-down the requests of all would otherwise be taken for those of the engines that are left.
 */
function loadMet(): Expression {
  const engines = overTime('max_over_time', recorded(ENGINES, {}, ['vllm:num_requests_running']), '35m');
  const missed = binary(recorded(sloSeries.ratio('30m')), '>', recorded(sloSeries.budget));
  return binary(binary(headroom('load'), '/', engines), 'unless', missed, { on: MODEL });
}

function usageRules(settings: Settings): readonly RecordingRule[] {
  const close = binary(headroom('met'), '>=', binary(headroom('highestMet'), '*', CLOSE));
  const slots = modelsByValue(settings, ({ maxNumSeqs }) => maxNumSeqs).length > 0;
  const usage: readonly (readonly [Resource, Expression | undefined])[] = [
    ['kv_cache', overTime('avg_over_time', signal('kvUsage'), '30m')],
    ['slots', slots ? overTime('avg_over_time', signal('concurrency'), '30m') : undefined],
    [
      'queue',
      binary(
        sumBy(MODEL, ofSlo(sloSeries.ratio('30m'), 'queue')),
        '/',
        sumBy(MODEL, ofSlo(sloSeries.budget, 'queue')),
      ),
    ],
  ];
  return usage.flatMap(([resource, expr]) =>
    expr === undefined
      ? []
      : [
          {
            record: headroomSeries.usage,
            labels: { resource },
            expr: andOn(MODEL, expr, and(close, binary(headroom('met'), '>', 0))),
          },
        ],
  );
}

/** Highest load at which the objectives were met, of as many engines as there are now, or were at most within a day. */
export function highestLoad(engines: 'now' | '1d', matchers: LooseMatchers = {}): Expression {
  const counted = recorded(ENGINES, matchers, ['vllm:num_requests_running']);
  return binary(
    headroom('highestMet', matchers),
    '*',
    engines === 'now' ? counted : overTime('max_over_time', counted, engines),
  );
}

/** Highest use of each resource within a week, at loads close to the highest. */
export const usageAtPeak = (matchers: LooseMatchers = {}): Expression =>
  overTime('max_over_time', headroom('usage', matchers), WEEK);

/**
 * Load at the time when a replica that is started now serves: the load as it grows at present, for as long as 95 % of the starts
 * took at most.
 */
export function loadOnceServing(matchers: LooseMatchers = {}): Expression {
  const growth = call('clamp_min', overTime('deriv', headroom('load', matchers), '30m'), 0);
  return plus(headroom('load', matchers), binary(growth, '*', timeToServe(0.95, WEEK, matchers)));
}

/** Quantile of the time from the start of a process until it serves. */
export const timeToServe = (
  quantile: number,
  window: '$__range' | typeof WEEK,
  matchers: LooseMatchers = {},
): Expression =>
  call('quantile_over_time', quantile, { ...capacity('timeToServe', matchers), range: window });

/**
 * Models whose limit is known, as opposed to those that were never loaded: they missed an objective above the highest load at
 * which they met all, or a resource is used up before `load` is reached.
 */
export function limitReached(load: Expression, matchers: LooseMatchers = {}): Expression {
  const more = overTime('max_over_time', headroom('load', matchers), WEEK);
  const used = binary(maxBy(MODEL, usageAtPeak(matchers)), '*', ratio(load, highestLoad('1d', matchers)));
  return anyOf([binary(more, '>', highestLoad('1d', matchers)), binary(used, '>=', 1)])!;
}
