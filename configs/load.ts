import { parseSettings, type Settings, type SettingsInput } from './index.ts';
import { loadWith, settingsWith } from './settings/load.ts';

export { rawFromPulumi } from './settings/load.ts';

/**
 * Reads and validates the configuration of the running stack.
 *
 * @throws pulumi.RunError naming every problem at once (the engine prints it without a stack trace).
 */
export const loadSettings = (): Settings => loadWith(parseSettings);

/**
 * Validates settings given by a program, keyed by section, and completes them with the defaults and the Docker engine of this
 * machine, as {@link loadSettings} does for the configuration of a stack.
 *
 * @throws pulumi.RunError naming every problem at once.
 */
export const settingsFor = (raw: SettingsInput | Readonly<Record<string, unknown>>): Settings =>
  settingsWith(parseSettings, raw);
