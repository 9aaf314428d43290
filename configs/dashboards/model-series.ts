import {
  eachOf,
  fraction,
  matches,
  metricOf,
  or,
  quote,
  ratio,
  recorded,
  selector,
  sumBy,
  type CumulativeSample,
  type Matcher,
  type RecordedName,
  type SampleName,
} from '../promql/index.ts';
import {
  recordedGauges,
  recordedName,
  type RecordedCounterName,
  type RecordedGaugeEntry,
  type RecordedHistogramName,
  type RecordedServerCounterName,
} from '../recording/index.ts';
import { sloOf, type Settings } from '../settings/index.ts';
import { formatBound, withFormerNames } from '../vllm/index.ts';
import type { LatencyObjective } from './objectives.ts';

/** Gauges the boards read, as they are recorded. */
export const RUNNING = recordedGauges[0];
export const WAITING = recordedGauges[1];
export const WAITING_BY_REASON = recordedGauges[2];
export const KV_USAGE_MAX = recordedGauges[3];
export const KV_USAGE_AVG = recordedGauges[4];
export const KV_USAGE_MIN = recordedGauges[5];
export const SLEEP_STATE = recordedGauges[6];

type Conditions = Readonly<Record<string, string | Matcher>>;

const scope: Conditions = {
  job: matches('$job'),
  instance: matches('$instance'),
  model_name: matches('$model_name'),
  engine: matches('$engine'),
};

/** An engine's own series, of the chosen job, instance, model and engine as far as it has these labels. */
export function raw(sample: SampleName, conditions: Conditions = {}): string {
  const labels: readonly string[] = ['job', 'instance', ...(metricOf(sample)?.labels ?? [])];
  const chosen = Object.entries(scope).filter(([label]) => labels.includes(label));
  return selector(sample, { ...Object.fromEntries(chosen), ...conditions });
}

/** Growth per second of an engine's own series. */
export function rawRate(sample: CumulativeSample, conditions: Conditions = {}): string {
  return `rate(${raw(sample, conditions)}[$__rate_interval])`;
}

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
      (each) => `rate(${only(unlessRolledUp(raw(each, conditions)))}[$__rate_interval])`,
    ),
  );
}

/** The same for a counter of the API server, which has no label for the model: that of the engine on its instance counts. */
export function serverRate(name: RecordedServerCounterName, conditions: Conditions = {}): string {
  const own = `rate(${unlessRolledUp(raw(name, conditions))}[$__rate_interval])`;
  return or(
    rolledUp(recordedName(name, 'rate${window}'), conditions),
    `(${own} and on (job, instance) ${unlessRolledUp(raw('vllm:num_requests_running'))})`,
  );
}

/** A gauge at the level of models, aggregated as recorded. */
export function modelGauge({ name, operation, by }: RecordedGaugeEntry, conditions: Conditions = {}): string {
  const own = eachOf(withFormerNames(name), (each) => unlessRolledUp(raw(each, conditions)));
  return or(
    rolledUp(recordedName(name, operation), conditions),
    `${operation} by (${['job', 'model_name', ...by].join(', ')}) (${own})`,
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

function samplesOf(name: string): readonly [CumulativeSample, ...CumulativeSample[]] {
  const histogram = /^(.*)_(bucket|sum|count)$/.exec(name);
  const [base, suffix] = histogram ? [histogram[1]!, `_${histogram[2]!}`] : [name, ''];
  const names = withFormerNames(base as RecordedCounterName).map((each) => `${each}${suffix}`);
  return names as unknown as readonly [CumulativeSample, ...CumulativeSample[]];
}

/** A recorded series; it has no instance, so `$raw` is matched against the model: `none` is no model's name, `.+` every. */
function rolledUp(name: RecordedName, conditions: Conditions): string {
  const chosen = { job: matches('$job'), model_name: matches('$model_name'), ...conditions };
  return also(recorded(name, chosen), 'model_name!~"$raw"');
}

/** No instance is called `none`. */
function unlessRolledUp(own: string): string {
  return also(own, 'instance=~"$raw"');
}

/** PromQL takes two conditions on one label, of which both must hold. */
function also(selected: string, condition: string): string {
  return selected.replace(/\}$/, `,${condition}}`);
}
