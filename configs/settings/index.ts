export { duration, seconds } from './duration.ts';
export { isClose, NAMESPACE, SettingsError } from './faults.ts';
export { sloOf } from './models.ts';
export { parseSettings } from './parse.ts';
export type { Settings, SettingsInput } from './schema.ts';
export { Secret } from './secret.ts';
export { SLO_NAMES } from './slo.ts';
export type { Slo, SloName } from './slo.ts';
