import {
  aggregate,
  andOn,
  binary,
  eachOf,
  matches,
  maxBy,
  MODEL,
  noneOf,
  notMatches,
  or,
  orZero,
  overTime,
  quantileOf,
  ratio,
  recorded,
  sumBy,
  TARGET,
  where,
  type Expression,
  type RecordedName,
  type Selector,
} from '../promql/index.ts';
import {
  gaugeName,
  instanceSeries,
  recordedGauges,
  recordedName,
  recordedServerCounters,
  samplesOf,
  type InstanceFigure,
  type RecordedCounterName,
  type RecordedGaugeKey,
  type RecordedHistogramName,
  type RecordedMeanName,
  type RecordedServerCounterName,
  type WindowedGaugeKey,
} from '../recording/index.ts';
import { OBJECTIVES, type LatencyObjective } from '../objectives/index.ts';
import { sloOf, type Settings } from '../settings/index.ts';
import { formatBound } from '../vllm/index.ts';

import { CUT_OFF_METRICS, cutOffSeries, neverScheduledOf } from '../slo/index.ts';
import { CHOSEN, gaugeOfEngines, ofServers, own, ownRate, type Conditions } from './own-series.ts';
import type { Distribution } from './percentiles.ts';
import { CHOSEN_PLACE, WINDOW } from './variables.ts';

/**
 * Per-second rate at model level or above: recorded, or from the engines' own series if `$raw` selects them. Can be summed by
 * any label of the recorded series.
 */
export function modelRate(
  name: RecordedCounterName | `${RecordedHistogramName}_bucket` | `${RecordedMeanName}_${'sum' | 'count'}`,
  conditions: Conditions = {},
): Expression {
  return or(
    rolledUp(recordedName(name, `rate${WINDOW}`), conditions),
    eachOf(samplesOf(name), (each) =>
      overTime('rate', unlessRolledUp(own(each, conditions)), '$__rate_interval'),
    ),
  );
}

/**
 * Requests finished per second. `request_success` counts sequences, of which a request with `n` above 1 has several; the
 * parameter `n` is observed once per request. Servers without that histogram count sequences.
 */
export function requestRate(by: readonly string[]): Expression {
  const requests = sumBy(MODEL, modelRate('vllm:request_params_n_count'));
  return sumBy(by, or(requests, sumBy(MODEL, modelRate('vllm:request_success_total'))));
}

/** The same for a counter of the API server, which has no model label: joined with the engine metrics of its instance. */
export function serverRate(name: RecordedServerCounterName, conditions: Conditions = {}): Expression {
  const { where: counted } = recordedServerCounters.find((counter) => counter.name === name)!;
  const scraped = overTime(
    'rate',
    unlessRolledUp(own(name, { ...counted, ...conditions })),
    '$__rate_interval',
  );
  return or(
    rolledUp(recordedName(name, `rate${WINDOW}`), conditions),
    andOn(TARGET, scraped, unlessRolledUp(own('vllm:num_requests_running'))),
  );
}

/** A gauge at model level over `$window`, aggregated like its recording rule. For time series: at long ranges, no peak is missed. */
export function modelGauge(key: WindowedGaugeKey, conditions: Conditions = {}): Expression {
  return gauge(key, conditions, WINDOW);
}

/** The same at the time of a sample, for panels that show a single value. */
export function currentGauge(key: RecordedGaugeKey, conditions: Conditions = {}): Expression {
  return gauge(key, conditions);
}

function gauge(key: RecordedGaugeKey, conditions: Conditions, window?: string): Expression {
  const { name, operation, by } = recordedGauges[key];
  const scraped = gaugeOfEngines(name, (each, more) => unlessRolledUp(own(each, { ...conditions, ...more })));
  return or(
    rolledUp(gaugeName(recordedGauges[key], window), conditions),
    aggregate(operation, [...MODEL, ...by], scraped),
  );
}

/** Quantile over all requests of the selected models; no sample without requests. */
export function modelQuantile(
  q: number,
  name: RecordedHistogramName,
  by: readonly string[] = [],
): Expression {
  return binary(quantileOf(q, sumBy(['le', ...by], modelRate(`${name}_bucket`))), '>=', 0);
}

/** Mean over all requests of the selected models; no sample without requests. */
export function modelMean(name: RecordedMeanName, by: readonly string[] = []): Expression {
  return ratio(sumBy(by, modelRate(`${name}_sum`)), sumBy(by, modelRate(`${name}_count`)));
}

/** Percentiles and mean over all requests of the selected models. */
export const modelDistribution = (name: RecordedHistogramName): Distribution => ({
  quantile: (q) => modelQuantile(q, name),
  mean: modelMean(name),
});

/** Share of requests within a latency objective, each model by its own threshold; no sample without requests. */
export function modelWithin(
  { models, slo }: Settings,
  objective: LatencyObjective,
  by: readonly string[] = [],
): Expression {
  const name = OBJECTIVES[objective].metric;
  const shared = slo[objective].threshold;
  const own = models
    .map((model) => ({ model: model.name, threshold: sloOf(model, slo)[objective].threshold }))
    .filter(({ threshold }) => threshold !== shared);
  const good = (threshold: number) => modelRate(`${name}_bucket`, { le: formatBound(threshold) });
  const others = own.length === 0 ? {} : { model_name: noneOf(own.map(({ model }) => model)) };
  const within = or(
    where(good(shared), others),
    ...own.map(({ model, threshold }) => where(good(threshold), { model_name: model })),
  );
  const all = sumBy(by, modelRate(`${name}_count`));
  if (objective !== 'tpot') return ratio(sumBy(by, within), all);
  // Requests of one token have a time per output token of 0, which says nothing.
  const single = orZero(
    sumBy(by, modelRate('vllm:request_generation_tokens_bucket', { le: formatBound(1) })),
    all,
  );
  return ratio(binary(sumBy(by, within), '-', single), binary(all, '-', single));
}

/** Share of the requests that clients cut off after the first token, over 30 minutes; recorded only. */
export function cutOffShare(by: readonly string[]): Expression {
  const chosen = (name: RecordedName) => sumBy(by, recorded(name, CHOSEN_MODELS, CUT_OFF_METRICS));
  return ratio(chosen(cutOffSeries.requests), chosen(cutOffSeries.started));
}

/** Share of finished requests that ended before they were scheduled. */
export function neverScheduledShare(by: readonly string[]): Expression {
  const never = neverScheduledOf((sample, bound) => sumBy(by, modelRate(sample, bound)));
  return ratio(never, sumBy(by, modelRate('vllm:e2e_request_latency_seconds_count')));
}

/** Conditions that filter recorded model series by the variables. */
export const CHOSEN_MODELS: Conditions = {
  ...CHOSEN_PLACE,
  job: CHOSEN.job,
  model_name: CHOSEN.model_name,
};

/**
 * A figure of each instance, engine or route: recorded, or from the engines' own series if `$raw` selects them.
 *
 * @param scraped the same from the series that the servers expose.
 */
export function instanceFigure(key: InstanceFigure, by: readonly string[], scraped: Expression): Expression {
  const { record, metrics } = instanceSeries[key];
  const chosen = { instance: CHOSEN.instance };
  return or(
    maxBy(by, { ...rolledUp(record, chosen), metrics }),
    where(scraped, { instance: matches('$raw') }),
  );
}

/** The same of routes, which are added up over the models. */
export function routeRate(suffix: 'sum' | 'count'): Expression {
  const { record, metrics } = instanceSeries[suffix === 'sum' ? 'routeSeconds' : 'routeResponses'];
  const scraped = ofServers(ownRate(`http_request_duration_seconds_${suffix}`));
  return or({ ...rolledUp(record, {}), metrics }, where(scraped, { instance: matches('$raw') }));
}

/** A recorded series. It is read for all instances only, so `$raw` is matched against the model: `none` excludes nothing, `.+` everything. */
function rolledUp(name: RecordedName, conditions: Conditions): Selector {
  return where(recorded(name, { ...CHOSEN_MODELS, ...conditions }), { model_name: notMatches('$raw') });
}

/** No instance is called `none`. */
function unlessRolledUp(scraped: Selector): Selector {
  return where(scraped, { instance: matches('$raw') });
}
