import type * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import type { GrafanaContactPoint } from '../../configs/rules/index.ts';
import { secretInput } from '../secret-input.ts';

/** A contact point with one integration. Its name is fixed, because Grafana rejects renaming one that a policy or rule uses. */
export function contactPoint(
  name: string,
  { name: title, block, fields }: GrafanaContactPoint,
  opts: pulumi.CustomResourceOptions,
): grafana.alerting.ContactPoint {
  const inputs = Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [field, secretInput(value)]),
  );
  return new grafana.alerting.ContactPoint(name, { name: title, [block]: [inputs] }, opts);
}
