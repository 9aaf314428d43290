import {
  andOn,
  binary,
  eachOf,
  matches,
  metricOf,
  overTime,
  quantileOf,
  ratio,
  selector,
  sumBy,
  type CounterName,
  type CumulativeSample,
  type Expression,
  type GaugeName,
  type HistogramName,
  type Matcher,
  type SampleName,
  type Selector,
} from '../promql/index.ts';
import { withFormerNames } from '../vllm/index.ts';
import type { Distribution } from './percentiles.ts';

export type Conditions = Readonly<Record<string, string | Matcher>>;

const scope: Conditions = {
  job: matches('$job'),
  instance: matches('$instance'),
  model_name: matches('$model_name'),
  engine: matches('$engine'),
};

/** A series as it was scraped, of the chosen job, instance, model and engine as far as it has these labels. */
export function own(sample: SampleName, conditions: Conditions = {}): Selector {
  const labels: readonly string[] = ['job', 'instance', ...(metricOf(sample)?.labels ?? [])];
  const chosen = Object.entries(scope).filter(([label]) => labels.includes(label));
  return selector(sample, { ...Object.fromEntries(chosen), ...conditions });
}

/** Only what servers of vLLM and of the models chosen report, of metrics that other programs have too. */
export function ofServers(expression: Expression): Expression {
  return andOn(['job', 'instance'], expression, own('vllm:num_requests_running'));
}

/** A gauge, under its former name where a server is too old for the present one. */
export function ownGauge(name: GaugeName, conditions: Conditions = {}): Expression {
  return eachOf(withFormerNames(name), (each) => own(each, conditions));
}

/** Growth per second of a counter, or of one part of a histogram. */
export function ownRate(
  name: CounterName | `${HistogramName}_${'bucket' | 'sum' | 'count'}`,
  conditions: Conditions = {},
): Expression {
  return eachOf(samplesOf(name), (each) => overTime('rate', own(each, conditions), '$__rate_interval'));
}

/** Quantile of what the series with the same labels observed; no sample where they observed nothing. */
export function ownQuantile(q: number, name: HistogramName, by: readonly string[] = []): Expression {
  return binary(quantileOf(q, sumBy(['le', ...by], ownRate(`${name}_bucket`))), '>=', 0);
}

/** Mean of what the series with the same labels observed; no sample where they observed nothing. */
export function ownMean(name: HistogramName, by: readonly string[] = []): Expression {
  return ratio(sumBy(by, ownRate(`${name}_sum`)), sumBy(by, ownRate(`${name}_count`)));
}

/** Percentiles and mean over all that was observed. */
export const ownDistribution = (name: HistogramName): Distribution => ({
  quantile: (q) => ownQuantile(q, name),
  mean: ownMean(name),
});

/** The sample names of a counter, or of one part of a histogram, in order of preference. */
export function samplesOf(name: string): readonly [CumulativeSample, ...CumulativeSample[]] {
  const histogram = /^(.*)_(bucket|sum|count)$/.exec(name);
  const [base, suffix] = histogram ? [histogram[1]!, `_${histogram[2]!}`] : [name, ''];
  const names = withFormerNames(base as CounterName).map((each) => `${each}${suffix}`);
  return names as unknown as readonly [CumulativeSample, ...CumulativeSample[]];
}
