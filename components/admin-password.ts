import type * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import type { Settings } from '../configs/index.ts';

/**
 * Password of Grafana's administrator: the configured one, or one generated once and stored in the stack's state. Empty for an
 * external Grafana.
 */
export function adminPassword(
  name: string,
  { grafana }: Settings,
  opts?: pulumi.CustomResourceOptions,
): pulumi.Input<string> {
  if (grafana.existing) return '';
  if (grafana.adminPassword) return grafana.adminPassword.reveal();
  return new random.RandomPassword(name, { length: 32, special: false }, opts).result;
}
