import { mapSelectors, type Expression, type Selector, type Subquery } from './expression.ts';
import { assertLabels, toLabelMatchers, type LooseMatchers, type Matchers } from './matchers.ts';
import type { SampleName } from './names.ts';

/** Series of a recording rule, named `level:metric:operations`. */
export type RecordedName = `${string}:${string}:${string}`;

/** Range of a rate: Grafana's variables for it, or a fixed duration. */
export type Window = '$__rate_interval' | '$__range' | `${number}${'s' | 'm' | 'h' | 'd' | 'w'}`;

/** Covers four scrapes at every zoom level, so that a rate has no gaps. */
export const defaultWindow = '$__rate_interval' satisfies Window;

/** Series of a catalogued metric. */
export function selector<S extends SampleName>(sample: S, matchers: Matchers<S> = {}): Selector {
  return select(sample, matchers);
}

/**
 * The same with names checked at run time only.
 *
 * @throws if the sample is not catalogued or has no such label.
 */
export function select(sample: string, matchers: LooseMatchers): Selector {
  assertLabels(sample, Object.keys(matchers));
  return { kind: 'selector', sample, matchers: toLabelMatchers(matchers) };
}

/**
 * Series of a recording rule, which the catalogue does not contain.
 *
 * @param metrics catalogued metrics that the rule reads, where no other part of the expression names them.
 */
export function recorded(
  name: RecordedName,
  matchers: LooseMatchers = {},
  metrics: readonly string[] = [],
): Selector {
  return { kind: 'selector', sample: name, matchers: toLabelMatchers(matchers), metrics };
}

/** Every series with these labels, whatever its metric. */
export function anySeries(matchers: LooseMatchers): Selector {
  return { kind: 'selector', sample: '', matchers: toLabelMatchers(matchers) };
}

/** The samples of the last `range` instead of the latest. */
export function over(series: Selector, range: Window): Selector {
  return { ...series, range };
}

/** The results of an expression over the last `range`, one per `step`, at multiples of it since the epoch. */
export function subquery(of: Expression, range: Window, step: Window): Subquery {
  return { kind: 'subquery', of, range, step };
}

/** The same expression as it was `offset` ago. */
export function ago<E extends Expression>(expression: E, offset: string): E {
  return mapSelectors(expression, (series) => ({ ...series, offset })) as E;
}

/** The same expression of fewer series: every selector gets these conditions too. */
export function where<E extends Expression>(expression: E, matchers: LooseMatchers): E {
  const further = toLabelMatchers(matchers);
  return mapSelectors(expression, (series) => ({
    ...series,
    matchers: [...series.matchers, ...further],
  })) as E;
}
