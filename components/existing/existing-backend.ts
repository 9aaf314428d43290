import * as pulumi from '@pulumi/pulumi';
import { serverUrls, type SourceUrls, type UserUrls } from '../../configs/inventory/addresses.ts';
import type { Settings } from '../../configs/index.ts';
import type { MonitoringBackend } from '../backend.ts';
import { existingAuth } from './existing-auth.ts';

/** Backend without servers: all three are external, and only Grafana's content is created. */
export class ExistingBackend implements MonitoringBackend {
  readonly fromGrafana: SourceUrls;
  readonly fromUser: UserUrls;
  readonly grafanaAuth: pulumi.Output<string>;
  readonly grafana: readonly pulumi.Resource[] = [];
  readonly servers: readonly pulumi.Resource[] = [];

  /** @throws pulumi.RunError if one of the three is not configured as existing. */
  constructor(settings: Settings) {
    const { prometheus, loki, grafana } = settings;
    if (!prometheus.existing || !loki.existing || !grafana.existing) {
      throw new pulumi.RunError('prometheus.existing, loki.existing and grafana.existing must all be set');
    }
    this.fromGrafana = serverUrls(settings);
    this.fromUser = { ...this.fromGrafana, grafana: grafana.existing.url };
    this.grafanaAuth = existingAuth(grafana.existing);
  }
}
