import { boundsOf, formatBound } from '../vllm/index.ts';
import { sumBy } from './aggregations.ts';
import { ratio } from './arithmetic.ts';
import { scalar, type Expression } from './expression.ts';
import { call, eachOf, overTime, type Names } from './functions.ts';
import type { LooseMatchers, Matchers } from './matchers.ts';
import { findMetric, type BoundOf, type HistogramName, type LabelOf } from './names.ts';
import { defaultWindow, select, type Window } from './selectors.ts';

/** A Grafana variable that stands for a value. */
export type Variable = `$${string}`;

/** `histogram_quantile` over rates of buckets that still have the label `le`. */
export function quantileOf(q: number | Variable, buckets: Expression): Expression {
  if (typeof q === 'number' && !(q > 0 && q < 1))
    throw new Error(`A quantile lies between 0 and 1, got ${q}`);
  return call('histogram_quantile', scalar(q), buckets);
}

/** Quantile of what a histogram observed in the window, over all series with the same `by` labels. */
export function quantile<H extends HistogramName>(
  q: number | Variable,
  names: Names<H>,
  by: readonly LabelOf<H>[] = [],
  matchers: Matchers<H> = {},
  window: Window = defaultWindow,
): Expression {
  return quantileOf(q, sumBy(['le', ...by], rateOf(names, 'bucket', matchers, window)));
}

/** Mean of what a histogram observed in the window; no sample if it observed nothing. */
export function mean<H extends HistogramName>(
  names: Names<H>,
  by: readonly LabelOf<H>[] = [],
  matchers: Matchers<H> = {},
  window: Window = defaultWindow,
): Expression {
  return ratio(
    sumBy(by, rateOf(names, 'sum', matchers, window)),
    sumBy(by, rateOf(names, 'count', matchers, window)),
  );
}

/** Share of observations at or below a bound of the histogram's buckets; no sample if there were none. */
export function share<H extends HistogramName>(
  names: Names<H>,
  bound: BoundOf<H> | Variable,
  by: readonly LabelOf<H>[] = [],
  matchers: Matchers<H> = {},
  window: Window = defaultWindow,
): Expression {
  const le = typeof bound === 'string' ? bound : boundOf(names, bound);
  return ratio(
    sumBy(by, rateOf(names, 'bucket', { ...matchers, le }, window)),
    sumBy(by, rateOf(names, 'count', matchers, window)),
  );
}

function boundOf(names: Names<string>, bound: number): string {
  for (const name of typeof names === 'string' ? [names] : names) {
    const metric = findMetric(name);
    const bounds = metric === undefined ? [] : boundsOf(metric);
    if (!bounds.includes(bound)) {
      throw new Error(`${bound} is not a bucket bound of "${name}"; its bounds are ${bounds.join(', ')}`);
    }
  }
  return formatBound(bound);
}

function rateOf(
  names: Names<HistogramName>,
  suffix: 'bucket' | 'sum' | 'count',
  matchers: LooseMatchers,
  window: Window,
): Expression {
  return eachOf(names, (name) => overTime('rate', select(`${name}_${suffix}`, matchers), window));
}
