import { Marked, type Props } from './rule.ts';

/** The value without its secret mark. */
export const bare = (value: unknown): unknown => (value instanceof Marked ? bare(value.value) : value);

/** A map, empty if the value is not one. */
export function mapOf(value: unknown): Props {
  const inner = bare(value);
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as Props) : {};
}

/** A list, empty if the value is not one. */
export function listOf(value: unknown): readonly unknown[] {
  const inner = bare(value);
  return Array.isArray(inner) ? inner : [];
}

/** The value at path `a.b.c`. */
export const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((here, key) => mapOf(here)[key], value);

/** A value and its path inside another. */
export interface Leaf {
  /** `a.b[0].c` */
  readonly path: string;
  readonly key: string;
  readonly value: unknown;
  /** True if it or an enclosing value is marked as secret. */
  readonly marked: boolean;
}

/** All leaf values, and every list, so that empty lists are included. */
export function* leaves(value: unknown, path = '', key = '', marked = false): Generator<Leaf> {
  if (value instanceof Marked) {
    yield* leaves(value.value, path, key, true);
  } else if (Array.isArray(value)) {
    yield { path, key, value, marked };
    for (const [index, inner] of value.entries()) yield* leaves(inner, `${path}[${index}]`, key, marked);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      yield* leaves(inner, path === '' ? name : `${path}.${name}`, name, marked);
    }
  } else {
    yield { path, key, value, marked };
  }
}
