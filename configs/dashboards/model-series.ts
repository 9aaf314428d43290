import {
  countBy,
  eachOf,
  fraction,
  matches,
  or,
  quote,
  ratio,
  recorded,
  sumBy,
  type RecordedName,
} from '../promql/index.ts';
import {
  ENGINES,
  recordedGauges,
  recordedName,
  recordedServerCounters,
  type RecordedCounterName,
  type RecordedGaugeKey,
  type RecordedHistogramName,
  type RecordedServerCounterName,
} from '../recording/index.ts';
import { sloOf, type Settings } from '../settings/index.ts';
import { formatBound, withFormerNames } from '../vllm/index.ts';
import type { LatencyObjective } from './objectives.ts';
import { own, samplesOf, type Conditions } from './own-series.ts';
import type { Distribution } from './percentiles.ts';

/**
 * Growth per second at the level of models or above: recorded, or of the engines' own series where `$raw` says so. To be
 * summed by any of the labels a recorded series has.
 */
export function modelRate(
  name: RecordedCounterName | `${RecordedHistogramName}_${'bucket' | 'sum' | 'count'}`,
  conditions: Conditions = {},
  ofModels?: string,
): string {
  const only = (selected: string) => (ofModels === undefined ? selected : also(selected, ofModels));
  return or(
    only(rolledUp(recordedName(name, 'rate${window}'), conditions)),
    eachOf(
      samplesOf(name),
      (each) => `rate(${only(unlessRolledUp(own(each, conditions)))}[$__rate_interval])`,
    ),
  );
}

/** The same for a counter of the API server, which has no label for the model: that of the engine on its instance counts. */
export function serverRate(name: RecordedServerCounterName, conditions: Conditions = {}): string {
  const { where } = recordedServerCounters.find((counter) => counter.name === name)!;
  const scraped = `rate(${unlessRolledUp(own(name, { ...where, ...conditions }))}[$__rate_interval])`;
  return or(
    rolledUp(recordedName(name, 'rate${window}'), conditions),
    `(${scraped} and on (job, instance) ${unlessRolledUp(own('vllm:num_requests_running'))})`,
  );
}

/** A gauge at the level of models, aggregated as recorded. */
export function modelGauge(key: RecordedGaugeKey, conditions: Conditions = {}): string {
  const { name, operation, by } = recordedGauges[key];
  const scraped = eachOf(withFormerNames(name), (each) => unlessRolledUp(own(each, conditions)));
  return or(
    rolledUp(recordedName(name, operation), conditions),
    `${operation} by (${['job', 'model_name', ...by].join(', ')}) (${scraped})`,
  );
}

/** Engines that report, by job and model. */
export function engineCount(): string {
  return or(
    rolledUp(ENGINES, {}),
    countBy(['job', 'model_name'], unlessRolledUp(own('vllm:num_requests_running'))),
  );
}

/** Quantile over all requests of the models chosen; no sample without a request. */
export function modelQuantile(q: number, name: RecordedHistogramName, by: readonly string[] = []): string {
  return `histogram_quantile(${q}, ${sumBy(['le', ...by], modelRate(`${name}_bucket`))}) >= 0`;
}

/** Mean over all requests of the models chosen; no sample without a request. */
export function modelMean(name: RecordedHistogramName, by: readonly string[] = []): string {
  return ratio(sumBy(by, modelRate(`${name}_sum`)), sumBy(by, modelRate(`${name}_count`)));
}

/** Percentiles and mean over all requests of the models chosen. */
export const modelDistribution = (name: RecordedHistogramName): Distribution => ({
  quantile: (q) => modelQuantile(q, name),
  mean: modelMean(name),
});

/** Share of a counter in another; no sample while the whole does not grow. */
export function modelShare(
  part: RecordedCounterName,
  whole: RecordedCounterName,
  by: readonly string[] = [],
): string {
  return fraction(sumBy(by, modelRate(part)), sumBy(by, modelRate(whole)));
}

const histogramOf = {
  ttft: 'vllm:time_to_first_token_seconds',
  tpot: 'vllm:request_time_per_output_token_seconds',
  e2e: 'vllm:e2e_request_latency_seconds',
  queue: 'vllm:request_queue_time_seconds',
} as const satisfies Record<LatencyObjective, RecordedHistogramName>;

/** Share of requests within a latency objective, each model by its own threshold; no sample without a request. */
export function modelWithin(
  { models, slo }: Settings,
  objective: LatencyObjective,
  by: readonly string[] = [],
): string {
  const name = histogramOf[objective];
  const shared = slo[objective].threshold;
  const own = models
    .map((model) => ({ model: model.name, threshold: sloOf(model, slo)[objective].threshold }))
    .filter(({ threshold }) => threshold !== shared);
  const good = (threshold: number, ofModels?: string) =>
    modelRate(`${name}_bucket`, { le: formatBound(threshold) }, ofModels);
  const others =
    own.length === 0 ? undefined : `model_name!~${quote(own.map(({ model }) => escape(model)).join('|'))}`;
  const within = or(
    good(shared, others),
    ...own.map(({ model, threshold }) => good(threshold, `model_name=${quote(model)}`)),
  );
  return ratio(sumBy(by, within), sumBy(by, modelRate(`${name}_count`)));
}

/** A text as a regular expression that matches only it. */
function escape(text: string): string {
  return text.replaceAll(/[.+*?()|[\]{}^$\\]/g, '\\$&');
}

/** A recorded series; it has no instance, so `$raw` is matched against the model: `none` is no model's name, `.+` every. */
function rolledUp(name: RecordedName, conditions: Conditions): string {
  const chosen = { job: matches('$job'), model_name: matches('$model_name'), ...conditions };
  return also(recorded(name, chosen), 'model_name!~"$raw"');
}

/** No instance is called `none`. */
function unlessRolledUp(scraped: string): string {
  return also(scraped, 'instance=~"$raw"');
}

/** PromQL takes two conditions on one label, of which both must hold. */
function also(selected: string, condition: string): string {
  return selected.replace(/\}$/, `,${condition}}`);
}
