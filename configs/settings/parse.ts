import type * as z from 'zod';
import { crossChecks } from './checks/index.ts';
import { type ValidationError, errorsOf, SettingsError, unknownKey } from './validation-error.ts';
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
    errors.push(unknownKey(key, key, Object.keys(sections)));
  }
  for (const { needs, check } of crossChecks) {
    if (needs.every((name) => name in valid)) errors.push(...check(valid as Settings));
  }
  if (errors.length > 0) throw new SettingsError(errors, origin.source);
  return deepFreeze(valid) as Settings;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
