import type * as z from 'zod';
import { describe, expect, it } from 'vitest';
import { elementOf, notesOf, shapeOf, variantsOf } from '../../../configs/settings/notes.ts';
import { sections } from '../../../configs/index.ts';

/** Every field of the schema with its path; lists are `[]`, variants of a union are all walked. */
function* fields(schema: z.core.$ZodType, path: string): Generator<[string, z.core.$ZodType]> {
  yield [path, schema];
  const element = elementOf(schema);
  const children = element ? [['[]', element] as const] : Object.entries(shapeOf(schema) ?? {});
  for (const [key, child] of children) yield* fields(child, key === '[]' ? `${path}[]` : `${path}.${key}`);
  for (const variant of variantsOf(schema)) {
    for (const [key, child] of Object.entries(shapeOf(variant) ?? {})) yield* fields(child, `${path}.${key}`);
  }
}

const all = Object.entries(sections).flatMap(([name, schema]) => [...fields(schema, name)]);

/** Fields that say nothing of their own: elements of a list, credentials inside a pair, and what decides a variant. */
const SILENT = /\[\]$|\.times\[\]\.(start|end)$|\.basic\.(username|password)$|\.kind$/;

describe('every key of the configuration', () => {
  it.each(all.filter(([path]) => !SILENT.test(path)))(
    '%s has a description, what is allowed and an example',
    (_, schema) => {
      const notes = notesOf(schema);
      expect(notes?.description).toMatch(/^[A-Z].+\.$/s);
      expect(notes?.expected).toBeTruthy();
      expect(notes?.example).toBeDefined();
    },
  );

  it.each(all.filter(([, schema]) => notesOf(schema)))('%s accepts its own example', (path, schema) => {
    const result = (schema as z.ZodType).safeParse(notesOf(schema)?.example);
    expect(result.success, `${path}: ${JSON.stringify(notesOf(schema)?.example)}`).toBe(true);
  });
});
