import type * as z from 'zod';
import { crossChecks } from './checks/index.ts';
import { type Fault, faultsOf, SettingsError, suggestion } from './faults.ts';
import { sections, type SectionName, type Settings } from './schema.ts';

/**
 * Checks raw configuration (one entry a section, as plain values) and fills in the defaults.
 *
 * @throws SettingsError naming every fault at once.
 */
export function parseSettings(raw: Readonly<Record<string, unknown>>): Settings {
  const faults: Fault[] = [];
  const valid: Partial<Record<SectionName, unknown>> = {};
  for (const [name, schema] of Object.entries(sections) as [SectionName, z.ZodType][]) {
    const result = schema.safeParse(raw[name], { reportInput: false });
    if (result.success) valid[name] = result.data;
    else faults.push(...faultsOf(name, schema, raw[name], result.error.issues));
  }
  for (const key of Object.keys(raw).filter((key) => !(key in sections))) {
    faults.push({
      key,
      found: 'a key that does not exist',
      expected: suggestion(key, Object.keys(sections)),
    });
  }
  for (const { needs, check } of crossChecks) {
    if (needs.every((name) => name in valid)) faults.push(...check(valid as Settings));
  }
  if (faults.length > 0) throw new SettingsError(faults);
  return deepFreeze(valid) as Settings;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
