import type * as z from 'zod';
import type { FieldNotes } from './fields.ts';

/** The schema inside `optional`, `default`, `prefault`, `readonly` and `pipe`. */
function inner(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const def = schema._zod.def as { type: string; innerType?: z.core.$ZodType; in?: z.core.$ZodType };
  return def.innerType ?? (def.type === 'pipe' ? def.in : undefined);
}

/** The layers of a schema from the outside in. */
export function* layers(schema: z.core.$ZodType): Generator<z.core.$ZodType> {
  for (let layer: z.core.$ZodType | undefined = schema; layer; layer = inner(layer)) yield layer;
}

/** The notes of a field, from the outermost layer that has them. */
export function notesOf(schema: z.core.$ZodType): FieldNotes | undefined {
  for (const layer of layers(schema)) {
    const meta = (layer as z.ZodType).meta();
    // A schema of `fields.ts` has only what is expected.
    if (meta && 'description' in meta) return meta as unknown as FieldNotes;
  }
  return undefined;
}

/** The fields of an object schema, `undefined` for any other schema. */
export function shapeOf(schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> | undefined {
  for (const layer of layers(schema)) {
    const def = layer._zod.def as { type: string; shape?: Record<string, z.core.$ZodType> };
    if (def.type === 'object') return def.shape;
  }
  return undefined;
}

/** The element of an array schema, `undefined` for any other schema. */
export function elementOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  for (const layer of layers(schema)) {
    const def = layer._zod.def as { type: string; element?: z.core.$ZodType };
    if (def.type === 'array') return def.element;
  }
  return undefined;
}

/** The variants of a union schema, empty for any other schema. */
export function variantsOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  for (const layer of layers(schema)) {
    const def = layer._zod.def as { type: string; options?: readonly z.core.$ZodType[] };
    if (def.type === 'union') return def.options ?? [];
  }
  return [];
}

/** The default of a field, `undefined` if it has none. */
export function defaultOf(schema: z.core.$ZodType): unknown {
  for (const layer of layers(schema)) {
    const def = layer._zod.def as { type: string; defaultValue?: unknown };
    if (def.type === 'default') return def.defaultValue;
  }
  return undefined;
}

/** The values of a literal schema, `undefined` for any other schema. */
export function literalsOf(schema: z.core.$ZodType): readonly unknown[] | undefined {
  for (const layer of layers(schema)) {
    const def = layer._zod.def as { type: string; values?: readonly unknown[] };
    if (def.type === 'literal') return def.values;
  }
  return undefined;
}

/** The variants of a union that agree with the literals in a value (`kind: slack`); all if none does. */
export function variantsFor(schema: z.core.$ZodType, value: unknown): readonly z.core.$ZodType[] {
  const all = variantsOf(schema);
  const fitting = all.filter((variant) =>
    Object.entries(shapeOf(variant) ?? {}).every(
      ([key, child]) => literalsOf(child)?.includes(valueAt(value, [key])) ?? true,
    ),
  );
  return fitting.length > 0 ? fitting : all;
}

/**
 * The schemas that a path leads to, one list for each key and one for the start: several in variants of a union. Fewer lists if the schema
 * has no such key.
 */
export function schemasAlong(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
  value: unknown,
): (readonly z.core.$ZodType[])[] {
  const met: (readonly z.core.$ZodType[])[] = [[schema]];
  for (const [depth, key] of path.entries()) {
    const inside = valueAt(value, path.slice(0, depth));
    const next = met[depth]!.flatMap((candidate) => step(candidate, key, inside));
    if (next.length === 0) return met;
    met.push(next);
  }
  return met;
}

function step(schema: z.core.$ZodType, key: PropertyKey, value: unknown): z.core.$ZodType[] {
  const variants = variantsFor(schema, value);
  if (variants.length > 0) return variants.flatMap((variant) => step(variant, key, value));
  const next = typeof key === 'number' ? elementOf(schema) : shapeOf(schema)?.[String(key)];
  return next ? [next] : [];
}

/** The value at a path, `undefined` if there is none. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' && inside !== null
        ? (inside as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}
