import * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../../configs/settings/index.ts';

/** What the Grafana provider logs in with to a Grafana of somebody else's: `user:password` or a token. */
export function existingAuth(existing: Settings['grafana']['existing']): pulumi.Output<string> {
  const { basic, bearer } = existing?.auth ?? {};
  if (basic) return pulumi.secret(`${basic.username}:${basic.password.reveal()}`);
  return pulumi.secret(bearer?.reveal() ?? '');
}
