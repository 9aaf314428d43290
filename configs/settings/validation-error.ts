import type * as z from 'zod';
import { notesOf, schemasAlong, shapeOf, variantsOf } from './notes.ts';
import { Secret } from '../text/secret.ts';

export const NAMESPACE = 'llm-monitoring';

/** A validation error. */
export interface ValidationError {
  /** Path below the namespace: `targets[0].endpoints`. */
  readonly key: string;
  /** The value found, as text without secrets. */
  readonly found: string;
  /** Allowed values, as the end of "expected …". */
  readonly expected: string;
  /** A value that works, as it is written in the stack file. */
  readonly example?: string;
  /** The key is unknown: `found` names it and `expected` is a complete sentence. */
  readonly unknownKey?: true;
  /** The key is outside the namespace, and `key` is its full name. */
  readonly outside?: true;
}

/** All validation errors of a configuration, reported before any resource is created. */
export class SettingsError extends Error {
  readonly errors: readonly ValidationError[];

  /** @param source name of the file, for example "Pulumi.dev.yaml". */
  constructor(errors: readonly ValidationError[], source?: string) {
    const [where, count] = [
      source ? ` in ${source}` : '',
      errors.length > 1 ? ` (${errors.length} errors)` : '',
    ];
    super(`Invalid configuration${where}${count}:\n${errors.map(describe).join('\n')}`);
    this.name = 'SettingsError';
    this.errors = errors;
  }
}

function describe({ key, found, expected, example, unknownKey, outside }: ValidationError): string {
  const name = outside ? key : `${NAMESPACE}:${key}`;
  if (unknownKey) return `  ${name}: ${found}; ${expected}`;
  const hint = example === undefined ? '' : `. Example: ${example}`;
  return `  ${name}: found ${found}, expected ${expected}${hint}`;
}

/** `targets[0].tls.ca` for `['targets', 0, 'tls', 'ca']`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

/** Validation errors for the issues that zod found in one section. */
export function errorsOf(
  section: string,
  schema: z.core.$ZodType,
  raw: unknown,
  issues: readonly z.core.$ZodIssue[],
): ValidationError[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKeyIn(section, schema, [...issue.path, key]));
    }
    return [badValue(section, schema, raw, issue)];
  });
}

function unknownKeyIn(
  section: string,
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
): ValidationError {
  const owner = schemasAlong(schema, path.slice(0, -1)).at(-1) ?? schema;
  const shapes = [owner, ...variantsOf(owner)].map((candidate) => Object.keys(shapeOf(candidate) ?? {}));
  return unknownKey(pathText([section, ...path]), String(path.at(-1)), [...new Set(shapes.flat())]);
}

/** The error for an unknown key, with the key that was probably meant or all that are allowed. */
export function unknownKey(path: string, key: string, allowed: readonly string[]): ValidationError {
  return {
    key: path,
    found: `unknown key "${key}"`,
    expected: allowed.length === 0 ? 'no keys are allowed here' : suggestion(key, allowed),
    unknownKey: true,
  };
}

/** `did you mean "retention"?` for a word close to an allowed one, otherwise all allowed words. */
export function suggestion(word: string, allowed: readonly string[]): string {
  const nearest = Math.min(...allowed.map((candidate) => distance(word, candidate)));
  const close = allowed.filter(
    (candidate) => isClose(word, candidate) && distance(word, candidate) === nearest,
  );
  return close.length > 0
    ? `did you mean ${close.map((name) => `"${name}"`).join(' or ')}?`
    : `allowed: ${allowed.join(', ')}`;
}

function badValue(
  section: string,
  schema: z.core.$ZodType,
  raw: unknown,
  issue: z.core.$ZodIssue,
): ValidationError {
  const met = schemasAlong(schema, issue.path);
  const notes = met.length === issue.path.length + 1 ? notesOf(met.at(-1)!) : undefined;
  const outer = [...met]
    .reverse()
    .map(notesOf)
    .find((found) => found !== undefined);
  const value = valueAt(raw, issue.path);
  const own =
    issue.code === 'custom' && issue.message.startsWith('expected ')
      ? issue.message.slice('expected '.length)
      : undefined;
  const example = (notes ?? outer)?.example;
  return {
    key: pathText([section, ...issue.path]),
    found: isSecret(met) ? 'an invalid value (not shown because it is a secret)' : printed(value),
    expected: own ?? notes?.expected ?? outer?.expected ?? issue.message,
    ...(example === undefined ? {} : { example: printed(example) }),
  };
}

function isSecret(met: readonly z.core.$ZodType[]): boolean {
  const notes = met.at(-1) && notesOf(met.at(-1)!);
  return notes?.expected.includes('--secret') ?? false;
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    raw,
  );
}

/** A value as written, truncated if it is long. */
export function printed(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Secret) return '[secret]';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** Tests whether a word is probably a misspelling of another. */
export const isClose = (word: string, other: string): boolean => distance(word, other) <= 2;

/** Case-insensitive Levenshtein distance, for short keys. */
function distance(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, change));
    }
    row = next;
  }
  return row[b.length]!;
}
