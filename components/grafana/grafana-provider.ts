import type * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import type { Settings } from '../../configs/index.ts';
import type { MonitoringBackend } from '../backend.ts';
import { defined } from '../../configs/text/defined.ts';

/**
 * Provider for the Grafana of a backend.
 *
 * Its URL is known before deployment, because the engine does not configure a provider with an unknown URL, and a preview would
 * show nothing. It waits for a healthy Grafana and retries for about half a minute, because a healthy Grafana can still be busy
 * with its first start.
 */
export function grafanaProvider(
  name: string,
  backend: MonitoringBackend,
  tls: NonNullable<Settings['grafana']['existing']>['tls'],
  opts: pulumi.CustomResourceOptions,
): grafana.Provider {
  return new grafana.Provider(
    name,
    {
      url: backend.fromUser.grafana,
      auth: backend.grafanaAuth,
      ...defined({ caCert: tls?.ca ?? backend.grafanaCa }),
      ...(tls?.insecureSkipVerify ? { insecureSkipVerify: true } : {}),
      retries: 10,
      retryWait: 3,
    },
    { ...opts, dependsOn: [...backend.grafana] },
  );
}
