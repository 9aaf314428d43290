import { assertLabels, formatMatchers, type LooseMatchers, type Matchers } from './matchers.ts';
import type { SampleName } from './names.ts';

/** Series of a recording rule, named `level:metric:operations`. */
export type RecordedName = `${string}:${string}:${string}`;

/** Range of a rate: Grafana's variables for it, or a fixed duration. */
export type Window = '$__rate_interval' | '$__range' | `${number}${'s' | 'm' | 'h' | 'd' | 'w'}`;

/** Covers four scrapes whatever the zoom, so that a rate has no gaps. */
export const defaultWindow = '$__rate_interval' satisfies Window;

/** `name{label="value"}`. */
export function selector<S extends SampleName>(sample: S, matchers: Matchers<S> = {}): string {
  return select(sample, matchers);
}

/** The same with names checked at run time only. */
export function select(sample: string, matchers: LooseMatchers): string {
  assertLabels(sample, Object.keys(matchers));
  return `${sample}${formatMatchers(matchers)}`;
}

/** The same for the series of a recording rule, which no exporter has and the catalogue does not know. */
export function recorded(name: RecordedName, matchers: LooseMatchers = {}): string {
  return `${name}${formatMatchers(matchers)}`;
}
