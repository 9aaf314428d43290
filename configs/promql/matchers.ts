import { escapeRegex } from '../text/escape-regex.ts';
import type { LabelMatcher } from './expression.ts';
import { metricOf, targetLabels, type LabelOf } from './names.ts';

/** One condition on a label. */
export type Matcher = Pick<LabelMatcher, 'operator' | 'value'>;

type Conditions = string | Matcher | readonly (string | Matcher)[] | undefined;

/** Conditions by label, written in the order given; a string means equality, of a list every condition has to hold. */
export type Matchers<S extends string> = { readonly [L in LabelOf<S> | BucketLabel<S>]?: Conditions };

type BucketLabel<S extends string> = S extends `${string}_bucket` ? 'le' : never;

export type LooseMatchers = Readonly<Record<string, Conditions>>;

/** The label matches a regular expression, or a variable that stands for one. */
export function matches(value: string): Matcher {
  return { operator: '=~', value };
}

export function notMatches(value: string): Matcher {
  return { operator: '!~', value };
}

export function not(value: string): Matcher {
  return { operator: '!=', value };
}

/** The label has one of these values. */
export function oneOf(values: readonly string[]): Matcher {
  return values.length === 1 ? { operator: '=', value: values[0]! } : matches(alternatives(values));
}

/** The label has none of these values. */
export function noneOf(values: readonly string[]): Matcher {
  return values.length === 1 ? not(values[0]!) : notMatches(alternatives(values));
}

function alternatives(values: readonly string[]): string {
  return values.map(escapeRegex).join('|');
}

/** A PromQL string in double quotes. */
export function quote(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/** `{a="b",c=~"d"}`, or nothing without a condition. */
export function formatMatchers(matchers: readonly LabelMatcher[]): string {
  const conditions = matchers.map(({ label, operator, value }) => `${label}${operator}${quote(value)}`);
  return conditions.length === 0 ? '' : `{${conditions.join(',')}}`;
}

export function toLabelMatchers(matchers: LooseMatchers): readonly LabelMatcher[] {
  return Object.entries(matchers).flatMap(([label, conditions]) =>
    (conditions === undefined ? [] : [conditions]).flat().map((condition) => ({
      label,
      ...(typeof condition === 'string' ? { operator: '=' as const, value: condition } : condition),
    })),
  );
}

/** Types cannot see a label that came in by a spread, so the labels of a series are checked once more. */
export function assertLabels(sample: string, labels: readonly string[]): void {
  const metric = metricOf(sample);
  if (metric === undefined) throw new Error(`"${sample}" is not a series of a catalogued metric`);
  if (metric.openLabels) return;
  const known: readonly string[] = [...metric.labels, ...targetLabels, 'le'];
  const unknown = labels.filter((label) => !known.includes(label));
  if (unknown.length > 0) {
    throw new Error(
      `"${sample}" has no label "${unknown.join('", "')}"; it has: ${metric.labels.join(', ')}`,
    );
  }
}
