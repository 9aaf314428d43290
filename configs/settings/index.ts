export { duration, seconds } from './duration.ts';
export { NAMESPACE, SettingsError } from './faults.ts';
export { sloOf } from './models.ts';
export { parseSettings } from './parse.ts';
export type { Settings, SettingsInput } from './schema.ts';
export { Secret } from '../text/secret.ts';
export { SLO_NAMES } from './slo.ts';
export type { Slo, SloName } from './slo.ts';
