import type * as z from 'zod';
import { defaultOf, elementOf, literalsOf, notesOf, shapeOf, variantsOf } from './notes.ts';
import type { Sections } from './schema.ts';

/** One key in the configuration reference. */
export interface ReferenceRow {
  /** Path below the namespace, with `[]` for list elements. */
  readonly key: string;
  readonly expected: string;
  /** `undefined` if there is none. */
  readonly default: unknown;
  readonly description: string;
}

/** Every key with notes, in the order of the schema. */
export function referenceOf(sections: Sections): ReferenceRow[] {
  return Object.entries(sections).flatMap(([name, schema]) => [...walk(schema, name)]);
}

function* walk(schema: z.core.$ZodType, key: string): Generator<ReferenceRow> {
  const notes = notesOf(schema);
  if (notes) {
    yield { key, expected: notes.expected, default: defaultOf(schema), description: notes.description };
  }
  const element = elementOf(schema);
  if (element) yield* walk(element, `${key}[]`);
  for (const [name, child] of Object.entries(shapeOf(schema) ?? {})) yield* walk(child, `${key}.${name}`);
  yield* variantRows(variantsOf(schema), key);
}

/** The keys of a union: one row per key, with the kinds that have it unless all do. */
function* variantRows(variants: readonly z.core.$ZodType[], key: string): Generator<ReferenceRow> {
  const rows = new Map<string, Map<string, ReferenceRow>>();
  const kinds = variants.flatMap(kindOf);
  if (kinds.length > 1) {
    yield {
      key: `${key}.${KIND}`,
      expected: `one of ${kinds.join(', ')}`,
      default: undefined,
      description: 'Kind, which determines the other keys.',
    };
  }
  for (const variant of variants) {
    const [kind = ''] = kindOf(variant);
    for (const [name, child] of Object.entries(shapeOf(variant) ?? {})) {
      for (const row of walk(child, `${key}.${name}`)) {
        rows.set(row.key, (rows.get(row.key) ?? new Map<string, ReferenceRow>()).set(kind, row));
      }
    }
  }
  for (const [path, byKind] of rows) {
    // A key inside another one exists where that does.
    const nested = /[.[]/.test(path.slice(key.length + 1));
    yield merged(path, byKind, nested ? 0 : kinds.length);
  }
}

/** The key that distinguishes the variants of a union. */
const KIND = 'kind';

const kindOf = (variant: z.core.$ZodType): string[] => {
  const kind = shapeOf(variant)?.[KIND];
  return (kind && literalsOf(kind)?.map(String)) ?? [];
};

function merged(key: string, byKind: ReadonlyMap<string, ReferenceRow>, kinds: number): ReferenceRow {
  const rows = [...byKind];
  const descriptions = new Map<string, string[]>();
  for (const [kind, { description }] of rows) {
    descriptions.set(description, [...(descriptions.get(description) ?? []), kind]);
  }
  const everywhere = rows.length >= kinds && descriptions.size === 1;
  return {
    ...rows[0]![1],
    key,
    expected: [...new Set(rows.map(([, { expected }]) => expected))].join('; '),
    description: [...descriptions]
      .map(([text, of]) => (everywhere ? text : `${of.map((kind) => `\`${kind}\``).join(', ')}: ${text}`))
      .join(' '),
  };
}
