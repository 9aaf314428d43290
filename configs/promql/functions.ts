import {
  scalar,
  toExpression,
  type Call,
  type Expression,
  type Operand,
  type Selector,
} from './expression.ts';
import { or } from './arithmetic.ts';
import type { Matchers } from './matchers.ts';
import type { CumulativeSample } from './names.ts';
import { defaultWindow, over, selector, type Window } from './selectors.ts';

/** Any function of PromQL; those that the project uses often have a name of their own below. */
export function call(name: string, ...operands: readonly Operand[]): Call {
  return { kind: 'call', name, arguments: operands.map(toExpression) };
}

/** A function over the samples of a window, such as `avg_over_time` or `changes`. */
export function overTime(name: RangeFunction, series: Selector, window: Window): Call {
  return call(name, over(series, window));
}

export type RangeFunction =
  | 'absent_over_time'
  | 'avg_over_time'
  | 'changes'
  | 'count_over_time'
  | 'delta'
  | 'deriv'
  | 'increase'
  | 'last_over_time'
  | 'max_over_time'
  | 'min_over_time'
  | 'quantile_over_time'
  | 'rate'
  | 'resets'
  | 'stddev_over_time'
  | 'sum_over_time';

/** One series name, or several in order of preference: a later one counts where no earlier one exists. */
export type Names<S extends string> = S | readonly [S, ...S[]];

/** Increase per second of a counter. */
export function rate<S extends CumulativeSample>(
  names: Names<S>,
  matchers: Matchers<S> = {},
  window: Window = defaultWindow,
): Expression {
  return eachOf(names, (name) => overTime('rate', selector(name, matchers), window));
}

/** Increase over the whole window. */
export function increase<S extends CumulativeSample>(
  names: Names<S>,
  matchers: Matchers<S> = {},
  window: Window = defaultWindow,
): Expression {
  return eachOf(names, (name) => overTime('increase', selector(name, matchers), window));
}

/**
 * The expression for each name, joined by `or`. Joining below an aggregation allows old and new servers to be added up; a
 * server that exposes both names counts once, by the first.
 */
export function eachOf<S extends string>(names: Names<S>, build: (name: S) => Expression): Expression {
  const [first, ...others] = typeof names === 'string' ? ([names] as const) : names;
  return or(build(first), ...others.map(build));
}

/** 1 if the selector has no series. */
export function absent(series: Expression): Call {
  return call('absent', series);
}

/** A vector of one sample without labels. */
export function vector(value: number | `$${string}`): Call {
  return call('vector', scalar(value));
}

/** The label set from a part of another one; by default set whatever the series looks like. */
export function labelReplace(of: Expression, label: string, value: string, source = '', pattern = ''): Call {
  const texts = [label, value, source, pattern].map((each) => ({ kind: 'text', value: each }) as const);
  return call('label_replace', of, ...texts);
}

/** Several expressions as one result; the label tells them apart, without which `or` would keep only the first. */
export function union(label: string, parts: Readonly<Record<string, Expression>>): Expression {
  const [first, ...others] = Object.entries(parts).map(([value, part]) => labelReplace(part, label, value));
  return or(first!, ...others);
}
