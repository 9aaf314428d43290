import { readFileSync } from 'node:fs';
import { ALERT_RULES } from './rules/definitions.ts';
import { parseWith } from './settings/parse.ts';
import { referenceOf, type ReferenceRow } from './settings/reference.ts';
import { sectionsWith, type Settings } from './settings/schema.ts';
import { rawFromStackFile } from './settings/stack-file.ts';

export * from './settings/index.ts';
export { decodedText, handedOver, rawFromStackFile, SECRET_PLACEHOLDER } from './settings/stack-file.ts';
export type { ReferenceRow } from './settings/reference.ts';

/** Schema of every section, with one key per alert rule: the settings are below the rules and cannot import them. */
export const sections = sectionsWith(ALERT_RULES);

/**
 * Validates raw configuration (one entry per section, as plain values) and fills in the defaults.
 *
 * @throws SettingsError naming every problem at once.
 */
export const parseSettings = (raw: Readonly<Record<string, unknown>>): Settings => parseWith(sections, raw);

/**
 * Reads `Pulumi.<stack>.yaml` with no engine and no passphrase: encrypted values become {@link SECRET_PLACEHOLDER}.
 *
 * @throws SettingsError as {@link parseSettings} does.
 */
export const settingsFromStackFile = (file: string): Settings =>
  parseSettings(rawFromStackFile(readFileSync(file, 'utf8')));

/** Every key of the configuration that has notes, in the order of the schema. */
export const referenceRows = (): ReferenceRow[] => referenceOf(sections);
