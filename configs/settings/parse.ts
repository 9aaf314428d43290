import type * as z from 'zod';
import { crossChecks } from './checks/index.ts';
import { type ValidationError, errorsOf, NAMESPACE, SettingsError, unknownKey } from './validation-error.ts';
import type { SectionName, Sections, Settings } from './schema.ts';

/** Source of raw configuration. */
export interface Origin {
  /** Name of the file. */
  readonly source?: string;
  /** Validation errors from reading it. */
  readonly errors?: readonly ValidationError[];
}

/**
 * Validates raw configuration (one entry per section, as plain values) and adds the defaults.
 *
 * @throws SettingsError with all validation errors.
 */
export function parseWith(
  sections: Sections,
  raw: Readonly<Record<string, unknown>>,
  origin: Origin = {},
): Settings {
  const errors = [...(origin.errors ?? [])];
  const valid: Partial<Record<SectionName, unknown>> = {};
  for (const [name, schema] of Object.entries(sections) as [SectionName, z.ZodType][]) {
    const result = schema.safeParse(raw[name], { reportInput: false });
    if (result.success) valid[name] = result.data;
    else errors.push(...errorsOf(name, schema, raw[name], result.error.issues));
  }
  for (const key of Object.keys(raw).filter((key) => !(key in sections))) {
    errors.push(unknownSection(key, Object.keys(sections)));
  }
  for (const { needs, check } of crossChecks) {
    if (needs.every((name) => name in valid)) errors.push(...check(valid as Settings));
  }
  if (errors.length > 0) throw new SettingsError(errors, origin.source);
  return deepFreeze(valid) as Settings;
}

/** A key that is no section: misspelled, with another separator than ":", or a key of a section. */
function unknownSection(key: string, sections: readonly string[]): ValidationError {
  const error = unknownKey(key, key, sections);
  if (key.startsWith(NAMESPACE)) {
    const name = key.slice(NAMESPACE.length + 1);
    return { ...error, expected: `did you mean "${NAMESPACE}:${name}"?`, outside: true };
  }
  const [section = '', ...inside] = key.split('.');
  return inside.length > 0 && sections.includes(section)
    ? { ...error, expected: `write "${inside.join('.')}" below "${NAMESPACE}:${section}"` }
    : error;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
