import * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../../configs/index.ts';

/** For a Grafana with anonymous write access, as in test setups (terraform-provider-grafana `docs/index.md`). */
const ANONYMOUS = 'anonymous';

/** Credentials of the Grafana provider for an external Grafana: `user:password`, a token, or anonymous. */
export function existingAuth(existing: Settings['grafana']['existing']): pulumi.Output<string> {
  const { basic, bearer } = existing?.auth ?? {};
  if (basic) return pulumi.secret(`${basic.username}:${basic.password.reveal()}`);
  return pulumi.secret(bearer?.reveal() ?? ANONYMOUS);
}
