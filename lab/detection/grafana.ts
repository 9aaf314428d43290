import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { LocalWorkspace, type OpMap, type Stack } from '@pulumi/pulumi/automation/index.js';
import { GrafanaContent } from '../../components/grafana/index.ts';
import type { Settings } from '../../configs/index.ts';
import { GrafanaApi } from '../common/grafana-api.ts';
import { ownState } from '../common/pulumi-state.ts';
import { GrafanaServer } from './grafana-server.ts';

const PASSWORD = 'lab';

/** A Grafana on this machine whose content the program deploys. */
export class GrafanaLab {
  readonly url: string;
  readonly api: GrafanaApi;
  readonly #server: GrafanaServer;
  readonly #servers: { readonly prometheus: string; readonly loki: string };
  readonly #state = mkdtempSync(join(tmpdir(), 'lab-state-'));

  private constructor(server: GrafanaServer, servers: { prometheus: string; loki: string }) {
    this.url = server.url;
    this.api = new GrafanaApi(server.url, 'admin', PASSWORD);
    this.#server = server;
    this.#servers = servers;
  }

  /** @param executable the program `grafana`, in the folder `bin` of its home. */
  static async start(executable: string, servers: { prometheus: string; loki: string }): Promise<GrafanaLab> {
    return new GrafanaLab(await GrafanaServer.start(executable, PASSWORD), servers);
  }

  /**
   * Deploys or updates its content; returns the number of resources created, changed and unchanged.
   *
   * @param refresh read the actual state from Grafana first, as after a restore.
   */
  async up(settings: Settings, { refresh = false } = {}): Promise<OpMap> {
    const stack = await this.#stack(settings);
    const { summary } = await stack.up({ onOutput: () => undefined, refresh });
    return summary.resourceChanges ?? {};
  }

  /** Destroys everything that `up` created. */
  async down(settings: Settings): Promise<void> {
    const stack = await this.#stack(settings);
    await stack.destroy({ onOutput: () => undefined });
  }

  #stack(settings: Settings): Promise<Stack> {
    const backend = {
      fromGrafana: this.#servers,
      fromUser: { ...this.#servers, grafana: this.url },
      grafanaAuth: pulumi.secret(`admin:${PASSWORD}`),
      grafana: [],
      servers: [],
    };
    return LocalWorkspace.createOrSelectStack(
      {
        projectName: 'llm-monitoring',
        stackName: 'lab',
        program: async () => {
          new GrafanaContent('content', { settings, backend });
        },
      },
      {
        envVars: ownState(this.#state, PASSWORD),
      },
    );
  }

  /** State of each alert that is not normal: `rule/job` to `pending` or `firing`. */
  async states(): Promise<Map<string, string>> {
    const { data } = await this.api.call<{
      data: {
        groups: { rules: { name: string; alerts?: { state: string; labels: Record<string, string> }[] }[] }[];
      };
    }>('GET', '/api/prometheus/grafana/api/v1/rules');
    return new Map(
      data.groups
        .flatMap(({ rules }) => rules)
        .flatMap(({ name, alerts = [] }) =>
          alerts.map(({ state, labels }): [string, string] => [
            `${name}/${labels['job'] ?? labels['service_name'] ?? ''}`,
            state.toLowerCase(),
          ]),
        ),
    );
  }

  stop(): void {
    this.#server.stop();
  }
}
