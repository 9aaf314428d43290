import * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../../configs/index.ts';
import type { MonitoringBackend, ServerUrls } from '../backend.ts';
import { existingAuth } from './existing-auth.ts';

/** Servers that somebody else runs, all three of them: there is only Grafana to fill. */
export class ExistingBackend implements MonitoringBackend {
  readonly fromGrafana: Omit<ServerUrls, 'grafana'>;
  readonly fromPerson: ServerUrls;
  readonly grafanaAuth: pulumi.Output<string>;
  readonly ready: readonly pulumi.Resource[] = [];

  /** @throws pulumi.RunError where one of the three is not configured as existing. */
  constructor({ prometheus, loki, grafana }: Settings) {
    if (!prometheus.existing || !loki.existing || !grafana.existing) {
      throw new pulumi.RunError('Prometheus, Loki and Grafana have to be existing, each of them');
    }
    this.fromGrafana = { prometheus: prometheus.existing.url, loki: loki.existing.url };
    this.fromPerson = { ...this.fromGrafana, grafana: grafana.existing.url };
    this.grafanaAuth = existingAuth(grafana.existing);
  }
}

/** Whether nothing is to be run, as all servers are somebody else's. */
export const allExisting = ({ prometheus, loki, grafana }: Settings): boolean =>
  [prometheus, loki, grafana].every(({ existing }) => existing !== undefined);
