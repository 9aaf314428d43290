import {
  binary,
  eachOf,
  overTime,
  quantileOf,
  ratio,
  selector,
  sumBy,
  type CumulativeSample,
  type Expression,
  type HistogramName,
  type LooseMatchers,
  type SampleName,
  type Selector,
} from '../../promql/index.ts';
import type { Distribution } from '../percentiles.ts';
import { CHOSEN, type Conditions } from '../own-series.ts';
import { CHOSEN_PLACE } from '../variables.ts';

/** A series of the chosen place, job and instance; gateways name models differently, so no model is chosen. */
export const chosen = (sample: SampleName, conditions: Conditions = {}): Selector =>
  selector(sample, {
    ...CHOSEN_PLACE,
    job: CHOSEN.job,
    instance: CHOSEN.instance,
    ...conditions,
  } as LooseMatchers);

/** Growth per second of a counter, or of one part of a histogram. */
export const growth = (sample: CumulativeSample, conditions: Conditions = {}): Expression =>
  overTime('rate', chosen(sample, conditions), '$__rate_interval');

/**
 * The sum by labels of a metric that may have a newer name. Joined above the aggregation, because a gateway exposes both names with
 * different labels and would count twice.
 */
export const total = <S extends string>(
  by: readonly string[],
  names: readonly [S, ...S[]],
  of: (name: S) => Expression,
): Expression => eachOf(names, (name) => sumBy(by, of(name)));

/** Percentiles and mean of a histogram that may have a newer name; no sample if nothing was observed. */
export const distribution = (names: readonly [HistogramName, ...HistogramName[]]): Distribution => ({
  quantile: (q) =>
    binary(
      quantileOf(
        q,
        total(['le'], names, (name) => growth(`${name}_bucket`)),
      ),
      '>=',
      0,
    ),
  mean: ratio(
    total([], names, (name) => growth(`${name}_sum`)),
    total([], names, (name) => growth(`${name}_count`)),
  ),
});
