import { hashOf } from './canonical.ts';

/** An item with its properties, as printed values by dotted key. */
export interface Item {
  readonly name: string;
  readonly facts: Readonly<Record<string, string>>;
}

/**
 * Printed values of a tree by dotted key. Lists are values; texts longer than `longest` are truncated, with a hash appended.
 */
export function factsOf(value: unknown, longest = Infinity, key = ''): Record<string, string> {
  if (value === undefined) return {};
  const isTree = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isTree || (key !== '' && Object.keys(value).length === 0)) return { [key]: printed(value, longest) };
  return Object.assign(
    {},
    ...Object.entries(value).map(([inner, content]) =>
      factsOf(content, longest, key === '' ? inner : `${key}.${inner}`),
    ),
  ) as Record<string, string>;
}

function printed(value: unknown, longest: number): string {
  if (Array.isArray(value)) return `[${value.map((inner) => printed(inner, longest)).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, inner]) => `${key}: ${printed(inner, longest)}`)
      .join(', ')}}`;
  if (typeof value !== 'string') return String(value);
  if (value.length > longest) return `${JSON.stringify(value.slice(0, longest / 4))}… ${hashOf(value)}`;
  return /^[^\s",[\]{}=]+$/.test(value) ? value : JSON.stringify(value);
}

/**
 * One line per item. Properties shared by more than half of the items are listed once, above them; `!key` marks an item without
 * a shared property.
 */
export function factLines(heading: string, items: readonly Item[]): string[] {
  const shared = items.length > 1 ? sharedBy(items) : new Map<string, string>();
  const each = [...shared].map(([key, value]) => `${key}=${value}`);
  return [
    [heading, ...(each.length > 0 ? ['each', ...each] : [])].join(' '),
    ...items.map(({ name, facts }) => {
      const own = Object.entries(facts).filter(([key, value]) => shared.get(key) !== value);
      const lacking = [...shared.keys()].filter((key) => !(key in facts));
      return [
        '  ' + name,
        ...own.map(([key, value]) => `${key}=${value}`),
        ...lacking.map((key) => `!${key}`),
      ].join(' ');
    }),
  ];
}

/** Properties that more than half of the items share. */
export function sharedBy(items: readonly Item[]): Map<string, string> {
  const keys = [...new Set(items.flatMap(({ facts }) => Object.keys(facts)))];
  return new Map(
    keys.flatMap((key) => {
      const values = items.flatMap(({ facts }) => facts[key] ?? []);
      const common = values.find((one) => values.filter((other) => other === one).length > items.length / 2);
      return common === undefined ? [] : [[key, common] as const];
    }),
  );
}
