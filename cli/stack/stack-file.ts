import { stringify } from 'yaml';
import { NAMESPACE } from '../../configs/settings/validation-error.ts';

/** As in the project's stack files: a resource without an explicit provider is an error. */
const DISABLED = { 'pulumi:disable-default-providers': ['docker', 'grafana', 'kubernetes'] };

/** Text of a `Pulumi.<stack>.yaml` with these settings, keyed without their namespace. */
export function stackFileText(settings: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(settings).map(([key, value]) => [`${NAMESPACE}:${key}`, value]);
  return stringify({ config: { ...DISABLED, ...Object.fromEntries(entries) } });
}
