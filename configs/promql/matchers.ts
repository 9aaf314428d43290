import { targetLabels, metricOf, type LabelOf } from './names.ts';

/** One condition on a label; a plain string means equality. */
export interface Matcher {
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** Conditions by label, written in the order given. */
export type Matchers<S extends string> = { readonly [L in LabelOf<S>]?: string | Matcher | undefined };

type Condition = string | Matcher | undefined;

/** The same with names that nobody checks, and with several conditions on one label, all of which must hold. */
export type LooseMatchers = Readonly<Record<string, Condition | readonly Condition[]>>;

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

/** A PromQL string in double quotes. */
export function quote(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/** `{a="b",c=~"d"}`, or nothing without a condition. */
export function formatMatchers(matchers: LooseMatchers): string {
  const conditions = Object.entries(matchers).flatMap(([label, given]) =>
    [given].flat().flatMap((condition) => {
      if (condition === undefined) return [];
      const { operator, value } =
        typeof condition === 'string' ? { operator: '=', value: condition } : condition;
      return [`${label}${operator}${quote(value)}`];
    }),
  );
  return conditions.length === 0 ? '' : `{${conditions.join(',')}}`;
}

/** Types cannot see a label that came in by a spread, so what a series carries is checked once more. */
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
