import fc from 'fast-check';
import type * as z from 'zod';
import { expect, it } from 'vitest';
import { parseSettings, referenceRows, sections, SettingsError } from '../../../configs/index.ts';
import { elementOf, notesOf, shapeOf, variantsOf } from '../../../configs/settings/notes.ts';

/** Set higher for a long search: 10,000 take about a minute of CPU time. */
const RUNS = Number(process.env['BAD_INPUT_RUNS'] ?? 1_000);

/** What no field takes, and what some field takes in the wrong place. */
const wrong: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    '',
    ' ',
    0,
    -1,
    Infinity,
    Number.NaN,
    true,
    false,
    [],
    {},
    [[]],
    '0s',
    '15 days',
    'http://',
    '\u0000',
    '__proto__',
  ),
  fc.string(),
  fc.double(),
  fc.array(fc.anything(), { maxLength: 3 }),
  fc.dictionary(fc.string(), fc.anything(), { maxKeys: 3 }),
);

/** Keys that inputs are made for, by path; a list's elements are `[]`. */
const made = new Set<string>();
/** Keys that inputs had, by path. */
const had = new Set<string>();

function remember(value: unknown, path: string): void {
  had.add(path);
  if (Array.isArray(value)) for (const inner of value) remember(inner, `${path}[]`);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) remember(inner, path === '' ? key : `${path}.${key}`);
  }
}

/** Values shaped like a schema, in which any field may be missing, its own example, or wrong. */
function near(schema: z.core.$ZodType, path: string): fc.Arbitrary<unknown> {
  made.add(path);
  const example = notesOf(schema)?.example;
  const leaf = fc.oneof(fc.constant(example), wrong);
  const element = elementOf(schema);
  if (element)
    return fc.oneof({ weight: 3, arbitrary: fc.array(near(element, `${path}[]`), { maxLength: 3 }) }, leaf);
  const shapes = [schema, ...variantsOf(schema)].map(shapeOf).filter((shape) => shape !== undefined);
  if (shapes.length === 0) return leaf;
  const records = shapes.map((shape) =>
    fc.record(
      Object.fromEntries(Object.entries(shape).map(([key, child]) => [key, near(child, `${path}.${key}`)])),
      { requiredKeys: [] },
    ),
  );
  return fc.oneof({ weight: 4, arbitrary: fc.oneof(...records) }, leaf);
}

/** Examples of a schema that together have all of its keys, in every variant. */
function complete(schema: z.core.$ZodType): readonly unknown[] {
  const element = elementOf(schema);
  if (element) return [complete(element)];
  const shapes = [schema, ...variantsOf(schema)].map(shapeOf).filter((shape) => shape !== undefined);
  if (shapes.length === 0) return [notesOf(schema)?.example];
  return shapes.flatMap((shape) => {
    const values = Object.entries(shape).map(([key, child]) => [key, complete(child)] as const);
    const most = Math.max(...values.map(([, each]) => each.length));
    return Array.from({ length: most }, (_, index) =>
      Object.fromEntries(values.map(([key, each]) => [key, each[index % each.length]])),
    );
  });
}

const completeConfigurations = Object.entries(sections).flatMap(([name, schema]) =>
  complete(schema).map((value) => [{ [name]: value }] as [Record<string, unknown>]),
);

const anySection = Object.fromEntries(
  Object.entries(sections).map(([name, schema]) => [name, near(schema, name)]),
);

/** A few sections each: among many some are always wrong in themselves, and what holds between sections is never checked. */
const anyConfiguration = fc
  .subarray(Object.keys(anySection), { maxLength: 4 })
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, anySection[name]!]))));

it(`takes ${RUNS} odd configurations or names their faults, and does nothing else`, () => {
  let refused = 0;
  // Too many faults for an `expect` each.
  const unclear = new Set<string>();
  fc.assert(
    fc.property(anyConfiguration, (raw) => {
      remember(raw, '');
      try {
        parseSettings(raw);
      } catch (error) {
        if (!(error instanceof SettingsError)) throw error;
        refused += 1;
        for (const { key, found, expected } of error.errors) {
          if (!Object.hasOwn(sections, key.split(/[.[]/)[0]!) || found === '' || expected === '')
            unclear.add(JSON.stringify({ key, found, expected }));
        }
      }
    }),
    { numRuns: RUNS, seed: 2, examples: completeConfigurations },
  );
  expect([...unclear]).toEqual([]);
  expect(refused).toBeGreaterThan(RUNS / 2);
  expect(refused).toBeLessThan(RUNS);
}, 300_000);

it('had every key of the schema among its inputs', () => {
  const keys = new Set([...referenceRows().map(({ key }) => key), ...made]);
  expect(keys.size).toBeGreaterThan(250);
  expect([...keys].filter((key) => !had.has(key))).toEqual([]);
});
