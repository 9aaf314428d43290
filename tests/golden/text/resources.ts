import { isSecret, type Recorded } from '../../helpers/mocks.ts';
import { factLines, factsOf } from './facts.ts';
import type { References } from './references.ts';

/** Texts that no file shows are truncated after this many characters. */
const LONGEST = 240;

/**
 * The resources of a stack, one line each, with references to files that show an input already. It does not prove that images
 * start, that Grafana accepts the dashboards, or that charts accept the values.
 */
export function resourcesText(resources: readonly Recorded[], references: References): string {
  const byType = Object.groupBy(
    resources.toSorted((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1)),
    ({ type }) => type,
  );
  const lines = Object.entries(byType).flatMap(([type, all = []]) =>
    factLines(
      type,
      all.map((one) => ({ name: one.name, facts: factsOf(shown(one, references), LONGEST) })),
    ),
  );
  return `${lines.join('\n')}\n`;
}

function shown(
  { type: _, name: __, urn: ___, inputs, ...options }: Recorded,
  references: References,
): object {
  const set = Object.entries(options).filter(([, value]) =>
    Array.isArray(value) ? value.length > 0 : value,
  );
  const put = references.put(masked(inputs));
  return { ...Object.fromEntries(set), ...(typeof put === 'object' ? put : { inputs: put }) };
}

function masked(value: unknown): unknown {
  if (isSecret(value)) return '[secret]';
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, masked(inner)]));
}
