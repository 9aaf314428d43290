export { duration, seconds } from './duration.ts';
export { isClose, NAMESPACE, SettingsError } from './faults.ts';
export { sloOf } from './models.ts';
export type { RuleDefaults, RuleNumbers, Threshold } from './alert-rules.ts';
export type { Severity } from './severity.ts';
export type { Settings, SettingsInput } from './schema.ts';
export { Secret } from '../text/secret.ts';
export { SLO_NAMES } from './slo.ts';
export type { Slo, SloName } from './slo.ts';
