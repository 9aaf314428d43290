import { or } from './arithmetic.ts';
import type { Matchers } from './matchers.ts';
import type { CumulativeSample } from './names.ts';
import { defaultWindow, selector, type Window } from './selectors.ts';

/** One series name, or several in order of preference: the later ones are read where the earlier do not exist. */
export type Names<S extends string> = S | readonly [S, ...S[]];

/** Growth per second of what is counted. */
export function rate<S extends CumulativeSample>(
  names: Names<S>,
  matchers: Matchers<S> = {},
  window: Window = defaultWindow,
): string {
  return eachOf(names, (name) => `rate(${selector(name, matchers)}[${window}])`);
}

/** Growth over the whole window. */
export function increase<S extends CumulativeSample>(
  names: Names<S>,
  matchers: Matchers<S> = {},
  window: Window = defaultWindow,
): string {
  return eachOf(names, (name) => `increase(${selector(name, matchers)}[${window}])`);
}

/**
 * The expression for each name, joined by `or`. Joining below an aggregation lets old and new servers be added up; a
 * server that exposes both names is read once, by the first.
 */
export function eachOf<S extends string>(names: Names<S>, build: (name: S) => string): string {
  const [first, ...others] = typeof names === 'string' ? ([names] as const) : names;
  return or(build(first), ...others.map(build));
}
