import * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../../configs/index.ts';

/** For a Grafana that lets everybody write, as test set-ups do (terraform-provider-grafana `docs/index.md`). */
const ANONYMOUS = 'anonymous';

/** What the Grafana provider logs in with to a Grafana of somebody else's: `user:password`, a token, or nothing. */
export function existingAuth(existing: Settings['grafana']['existing']): pulumi.Output<string> {
  const { basic, bearer } = existing?.auth ?? {};
  if (basic) return pulumi.secret(`${basic.username}:${basic.password.reveal()}`);
  return pulumi.secret(bearer?.reveal() ?? ANONYMOUS);
}
