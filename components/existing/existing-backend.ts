import * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../../configs/index.ts';
import type { MonitoringBackend, ServerUrls } from '../backend.ts';
import { existingAuth } from './existing-auth.ts';

/** Backend without servers: all three are external, and only Grafana's content is created. */
export class ExistingBackend implements MonitoringBackend {
  readonly fromGrafana: Omit<ServerUrls, 'grafana'>;
  readonly fromUser: ServerUrls;
  readonly grafanaAuth: pulumi.Output<string>;
  readonly ready: readonly pulumi.Resource[] = [];

  /** @throws pulumi.RunError if one of the three is not configured as existing. */
  constructor({ prometheus, loki, grafana }: Settings) {
    if (!prometheus.existing || !loki.existing || !grafana.existing) {
      throw new pulumi.RunError('prometheus.existing, loki.existing and grafana.existing must all be set');
    }
    this.fromGrafana = { prometheus: prometheus.existing.url, loki: loki.existing.url };
    this.fromUser = { ...this.fromGrafana, grafana: grafana.existing.url };
    this.grafanaAuth = existingAuth(grafana.existing);
  }
}

/** True if all servers are external. */
export const allExisting = ({ prometheus, loki, grafana }: Settings): boolean =>
  [prometheus, loki, grafana].every(({ existing }) => existing !== undefined);
