import { ALERT_RULES } from './rules/definitions.ts';
import { parseWith, type Origin } from './settings/parse.ts';
import { stackFileSchema } from './settings/json-schema.ts';
import { referenceOf, type ReferenceRow } from './settings/reference.ts';
import { sectionsWith, type Settings } from './settings/schema.ts';
import { readStackFile } from './settings/stack-file.ts';

export * from './settings/index.ts';
export * from './settings/stack-file.ts';
export { plainSecrets } from './settings/plain-secrets.ts';
export type { ReferenceRow } from './settings/reference.ts';

/**
 * Schema of every section, with one key per alert rule. The alert rule names are added here because the settings layer is below
 * the rules layer and cannot import them.
 */
export const sections = sectionsWith(ALERT_RULES);

/**
 * Validates raw configuration (one entry per section, as plain values) and adds the defaults.
 *
 * @throws SettingsError with all validation errors.
 */
export const parseSettings = (raw: Readonly<Record<string, unknown>>, origin?: Origin): Settings =>
  parseWith(sections, raw, origin);

/**
 * Reads and validates `Pulumi.<stack>.yaml` without Pulumi engine or passphrase: encrypted values become {@link
 * SECRET_PLACEHOLDER}.
 *
 * @throws StackFileError if the file is not a stack file, SettingsError with all validation errors.
 */
export function settingsFromStackFile(path: string): Settings {
  const { raw, origin } = readStackFile(path);
  return parseSettings(raw, origin);
}

/** Every documented configuration key, in schema order. */
export const referenceRows = (): ReferenceRow[] => referenceOf(sections);

/** JSON schema of `Pulumi.<stack>.yaml`. */
export const jsonSchema = (): ReturnType<typeof stackFileSchema> => stackFileSchema(sections);
