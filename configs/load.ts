import { parseSettings, type Settings, type SettingsInput } from './index.ts';
import { loadWith, settingsWith } from './settings/load.ts';

export { rawFromPulumi } from './settings/load.ts';

/**
 * Reads and validates the configuration of the running stack.
 *
 * @throws pulumi.RunError with all validation errors (the engine prints it without a stack trace).
 */
export const loadSettings = (): Settings => loadWith(parseSettings);

/**
 * Validates settings from a program, keyed by section, and adds the defaults and the Docker engine of this machine, like
 * {@link loadSettings} for the configuration of a stack.
 *
 * @throws pulumi.RunError with all validation errors.
 */
export const settingsFor = (raw: SettingsInput | Readonly<Record<string, unknown>>): Settings =>
  settingsWith(parseSettings, raw);
