import { Marked, type Props } from './rule.ts';

/** The value itself, marked or not. */
export const bare = (value: unknown): unknown => (value instanceof Marked ? bare(value.value) : value);

/** A map, empty where the value is none. */
export function mapOf(value: unknown): Props {
  const inner = bare(value);
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as Props) : {};
}

/** A list, empty where the value is none. */
export function listOf(value: unknown): readonly unknown[] {
  const inner = bare(value);
  return Array.isArray(inner) ? inner : [];
}

/** What lies at `a.b.c`. */
export const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((here, key) => mapOf(here)[key], value);

/** A value inside another. */
export interface Leaf {
  /** `a.b[0].c` */
  readonly path: string;
  readonly key: string;
  readonly value: unknown;
  /** Whether it, or something around it, is marked as secret. */
  readonly marked: boolean;
}

/** Everything inside a value that is no map and no list, and every list, so that empty ones are seen. */
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
