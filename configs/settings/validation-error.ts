import type * as z from 'zod';
import { KEYS_BELOW } from './fields.ts';
import { literalsOf, notesOf, schemasAlong, shapeOf, valueAt, variantsFor } from './notes.ts';
import { nearest, suggestion } from './suggestion.ts';
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
      return issue.keys.map((key) => unknownKeyIn(section, schema, raw, [...issue.path, key]));
    }
    return [badValue(section, schema, raw, issue)];
  });
}

function unknownKeyIn(
  section: string,
  schema: z.core.$ZodType,
  raw: unknown,
  path: readonly PropertyKey[],
): ValidationError {
  const owner = path.slice(0, -1);
  const owners = schemasAlong(schema, owner, raw).at(-1) ?? [schema];
  const allowed = owners.flatMap((candidate) => keysOf(candidate, valueAt(raw, owner)));
  return unknownKey(pathText([section, ...path]), String(path.at(-1)), [...new Set(allowed)]);
}

/** The keys of a map: of the variants that the value may be, if there are several. */
const keysOf = (schema: z.core.$ZodType, value: unknown): string[] =>
  [schema, ...variantsFor(schema, value)].flatMap((candidate) => Object.keys(shapeOf(candidate) ?? {}));

/** The error for an unknown key, with the key that was probably meant or all that are allowed. */
export function unknownKey(path: string, key: string, allowed: readonly string[]): ValidationError {
  return {
    key: path,
    found: `unknown key "${key}"`,
    expected: allowed.length === 0 ? 'no keys are allowed here' : suggestion(key, allowed),
    unknownKey: true,
  };
}

function badValue(
  section: string,
  schema: z.core.$ZodType,
  raw: unknown,
  issue: z.core.$ZodIssue,
): ValidationError {
  const met = schemasAlong(schema, issue.path, raw);
  const here = met.length === issue.path.length + 1 ? met.at(-1)! : [];
  const key = pathText([section, ...issue.path]);
  const value = issue.code === 'invalid_key' ? issue.path.at(-1) : valueAt(raw, issue.path);
  const found = here.some(isSecret) ? 'an invalid value (not shown because it is a secret)' : printed(value);
  const literals = here.map(literalsOf);
  if (literals.length > 0 && literals.every((values) => values !== undefined)) {
    const allowed = literals.flat().map(String);
    return { key, found, expected: oneOf(allowed), example: nearest(found, allowed.map(printed)) };
  }
  const { notes, depth } = notesAlong(met);
  const example = notes === undefined ? {} : { example: printed(notes.example) };
  return { key, found, expected: expectedBy(issue, here) ?? outerExpected(), ...example };

  /** Elements of a list and entries of a map have no notes of their own. */
  function outerExpected(): string {
    if (notes === undefined) return issue.message;
    const { expected } = notes;
    return depth === issue.path.length
      ? expected
      : `${pathText([section, ...issue.path.slice(0, depth)])} to be ${expected}`;
  }
}

const oneOf = (allowed: readonly string[]): string =>
  allowed.length === 1 ? `"${allowed[0]!}"` : `one of ${allowed.join(', ')}`;

/** The innermost notes, and the number of keys that lead to their schema. */
function notesAlong(met: readonly (readonly z.core.$ZodType[])[]) {
  const depth = met.findLastIndex(([first]) => notesOf(first!) !== undefined);
  return { notes: depth < 0 ? undefined : notesOf(met[depth]![0]!), depth };
}

/** Allowed values according to the check that failed, or the keys of a map; `undefined` if the notes say it. */
function expectedBy(issue: z.core.$ZodIssue, here: readonly z.core.$ZodType[]): string | undefined {
  if (issue.code === 'custom' && issue.message.startsWith('expected '))
    return issue.message.slice('expected '.length);
  const [first] = here;
  const notes = first && notesOf(first);
  return notes?.expected === KEYS_BELOW ? `a map of ${keysOf(first!, undefined).join(', ')}` : undefined;
}

function isSecret(schema: z.core.$ZodType): boolean {
  return notesOf(schema)?.expected.includes('--secret') ?? false;
}

/** A value as written, truncated if it is long. */
export function printed(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Secret) return '[secret]';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
