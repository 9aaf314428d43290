import {
  andOn,
  binary,
  eachOf,
  engineGauge,
  matches,
  metricOf,
  or,
  overTime,
  PLACE,
  quantileOf,
  ratio,
  selector,
  sumBy,
  TARGET,
  type CounterName,
  type Expression,
  type GaugeName,
  type HistogramName,
  type Matcher,
  type SampleName,
  type Selector,
} from '../promql/index.ts';
import { cadvisor } from '../exporters/cadvisor.ts';
import { dcgm } from '../exporters/dcgm.ts';
import { node } from '../exporters/node.ts';
import { samplesOf } from '../recording/index.ts';
import { withFormerNames } from '../vllm/index.ts';
import type { Distribution } from './percentiles.ts';
import { CHOSEN_PLACE } from './variables.ts';

export type Conditions = Readonly<Record<string, string | Matcher>>;

/** Matcher of each label that has a variable. */
export const CHOSEN = {
  ...CHOSEN_PLACE,
  job: matches('$job'),
  instance: matches('$instance'),
  model_name: matches('$model_name'),
  engine: matches('$engine'),
} as const satisfies Conditions;

/** Machines have no namespace; that of their exporter is irrelevant. */
const OF_MACHINES: ReadonlySet<string> = new Set([...dcgm, ...node, ...cadvisor].map(({ name }) => name));

/** A scraped series, filtered by the selected job, instance, model and engine where it has these labels. */
export function own(sample: SampleName, conditions: Conditions = {}): Selector {
  const metric = metricOf(sample);
  const place = metric !== undefined && OF_MACHINES.has(metric.name) ? ['cluster'] : PLACE;
  const labels: readonly string[] = [...place, 'job', 'instance', ...(metric?.labels ?? [])];
  const chosen = Object.entries(CHOSEN).filter(([label]) => labels.includes(label));
  return selector(sample, { ...Object.fromEntries(chosen), ...conditions });
}

/** Limits a metric that other programs also export to vLLM servers of the selected models. */
export function ofServers(expression: Expression): Expression {
  return andOn(TARGET, expression, own('vllm:num_requests_running'));
}

/** A gauge, under its former name on servers too old for the current one. */
export function ownGauge(name: GaugeName, conditions: Conditions = {}): Expression {
  return gaugeOfEngines(name, (each, more) => own(each, { ...conditions, ...more }));
}

/** The same of another selector of the gauge. */
export function gaugeOfEngines(
  name: GaugeName,
  of: (name: GaugeName, conditions: Conditions) => Selector,
): Expression {
  const names = withFormerNames(name);
  return names.length === 1 ? of(name, {}) : engineGauge(names, (each, more) => of(each, more as Conditions));
}

/** Per-second rate of a counter or of one series of a histogram. */
export function ownRate(
  name: CounterName | `${HistogramName}_${'bucket' | 'sum' | 'count'}`,
  conditions: Conditions = {},
): Expression {
  return eachOf(samplesOf(name), (each) => overTime('rate', own(each, conditions), '$__rate_interval'));
}

/** Requests finished per second; see `requestRate`. */
export function ownRequestRate(by: readonly string[]): Expression {
  return or(
    sumBy(by, ownRate('vllm:request_params_n_count')),
    sumBy(by, ownRate('vllm:request_success_total')),
  );
}

/** Quantile of a histogram by labels; no sample without observations. */
export function ownQuantile(
  q: number,
  name: HistogramName,
  by: readonly string[] = [],
  conditions: Conditions = {},
): Expression {
  return binary(quantileOf(q, sumBy(['le', ...by], ownRate(`${name}_bucket`, conditions))), '>=', 0);
}

/** Mean of a histogram by labels; no sample without observations. */
export function ownMean(name: HistogramName, by: readonly string[] = []): Expression {
  return ratio(sumBy(by, ownRate(`${name}_sum`)), sumBy(by, ownRate(`${name}_count`)));
}

/** Percentiles and mean over all observations. */
export const ownDistribution = (name: HistogramName): Distribution => ({
  quantile: (q) => ownQuantile(q, name),
  mean: ownMean(name),
});
