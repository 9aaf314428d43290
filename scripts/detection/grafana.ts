import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { LocalWorkspace, type OpMap, type Stack } from '@pulumi/pulumi/automation/index.js';
import { GrafanaContent } from '../../components/grafana/index.ts';
import type { Settings } from '../../configs/index.ts';
import { ownState } from '../common/pulumi-state.ts';
import { GrafanaServer } from './grafana-server.ts';

const PASSWORD = 'lab';

/** A Grafana on this machine, filled by the program itself. */
export class GrafanaLab {
  readonly url: string;
  readonly #server: GrafanaServer;
  readonly #servers: { readonly prometheus: string; readonly loki: string };
  readonly #state = mkdtempSync(join(tmpdir(), 'lab-state-'));

  private constructor(server: GrafanaServer, servers: { prometheus: string; loki: string }) {
    this.url = server.url;
    this.#server = server;
    this.#servers = servers;
  }

  /** @param executable the program `grafana`, in the folder `bin` of its home. */
  static async start(executable: string, servers: { prometheus: string; loki: string }): Promise<GrafanaLab> {
    return new GrafanaLab(await GrafanaServer.start(executable, PASSWORD), servers);
  }

  /** Fills it, or brings it up to date; how many resources were made, changed and left alone. */
  async up(settings: Settings): Promise<OpMap> {
    const stack = await this.#stack(settings);
    const { summary } = await stack.up({ onOutput: () => undefined });
    return summary.resourceChanges ?? {};
  }

  #stack(settings: Settings): Promise<Stack> {
    const backend = {
      fromGrafana: this.#servers,
      fromPerson: { ...this.#servers, grafana: this.url },
      grafanaAuth: pulumi.secret(`admin:${PASSWORD}`),
      ready: [],
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
    const response = await fetch(`${this.url}/api/prometheus/grafana/api/v1/rules`, {
      headers: { authorization: `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}` },
    });
    const { data } = (await response.json()) as {
      data: {
        groups: { rules: { name: string; alerts?: { state: string; labels: Record<string, string> }[] }[] }[];
      };
    };
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
