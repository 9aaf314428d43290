import type * as z from 'zod';
import { defaultOf, elementOf, notesOf, shapeOf, variantsOf } from './notes.ts';
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

/** Every key with notes, in the order of the schema. Keys that several variants share are listed once. */
export function referenceOf(sections: Sections): ReferenceRow[] {
  const rows = Object.entries(sections).flatMap(([name, schema]) => [...walk(schema, name)]);
  return [...new Map(rows.map((row) => [row.key, row])).values()];
}

function* walk(schema: z.core.$ZodType, key: string): Generator<ReferenceRow> {
  const notes = notesOf(schema);
  if (notes) {
    yield { key, expected: notes.expected, default: defaultOf(schema), description: notes.description };
  }
  const element = elementOf(schema);
  if (element) yield* walk(element, `${key}[]`);
  for (const variant of [schema, ...variantsOf(schema)]) {
    for (const [name, child] of Object.entries(shapeOf(variant) ?? {})) yield* walk(child, `${key}.${name}`);
  }
}
