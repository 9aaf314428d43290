import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Service, services } from '../../configs/services/index.ts';
import { parseSettings, type Settings } from '../../configs/index.ts';
import { HEALTH } from '../../cli/stack/container-health.ts';
import { GrafanaApi } from '../common/grafana-api.ts';
import { PrometheusApi } from '../common/prometheus-api.ts';
import { freePort } from '../common/free-port.ts';
import { freePorts, quickServers } from '../common/servers.ts';
import { eventually } from '../common/waiting.ts';
import { docker } from '../common/docker.ts';
import { LokiApi } from '../logs/loki-api.ts';
import { ROOT, stackFilePath } from '../../cli/stack/project.ts';
import { stackFileText } from '../../cli/stack/stack-file.ts';
import { BadTargets, PAGES } from './bad-targets.ts';
import { SmallVolumes } from './small-volumes.ts';

/** Keys of the stack file and their values. */
type Values = Readonly<Record<string, unknown>>;

const PASSWORD = 'faults';
/** Minimum number of scraped targets: the three servers; the collector, Tempo and the two simulated servers of the demo. */
const TARGETS = { servers: 3, all: 7 } as const;

/** A dev stack with the demo and its own name, ports and state, for fault injection. */
export class FaultLab {
  readonly name: string;
  readonly targets: BadTargets;
  readonly #values: Values;
  readonly #state = mkdtempSync(join(tmpdir(), 'llm-monitoring-faults-'));

  private constructor(name: string, values: Values, targets: BadTargets) {
    this.name = name;
    this.targets = targets;
    this.#values = { name, ...values };
  }

  /**
   * Writes the settings without deploying.
   *
   * @param size `servers` for Prometheus, Loki and Grafana only, with a faster `up`; `all` with the log collector, Tempo and the demo.
   */
  static async create(name: string, size: 'servers' | 'all'): Promise<FaultLab> {
    const targets = await BadTargets.listen();
    const lab = new FaultLab(
      name,
      {
        // An incident of the demo would be mistaken for an injected fault.
        demo: size === 'all' && { incident: false },
        logs: { enabled: size === 'all' },
        traces: {
          enabled: size === 'all',
          grpcPort: await freePort(),
          httpPort: await freePort(),
          sampling: { share: 1 },
        },
        ...quickServers(await freePorts(), PASSWORD),
        targets: PAGES.map((page) => ({
          name: `bad-${page}`,
          kind: 'prometheus',
          endpoints: [`host.docker.internal:${targets.port}`],
          path: `/${page}`,
        })),
      },
      targets,
    );
    lab.configure({});
    return lab;
  }

  get settings(): Settings {
    return parseSettings(this.#values);
  }

  get services(): readonly Service[] {
    return services(this.settings);
  }

  /** Data volumes with limited size; only if they were created before the stack. */
  get smallVolumes(): SmallVolumes {
    return new SmallVolumes(this.name, this.services, this.settings.images.node);
  }

  /** Name of the network that all servers join. */
  get network(): string {
    return this.name;
  }

  get prometheus(): PrometheusApi {
    return new PrometheusApi(`http://127.0.0.1:${this.settings.prometheus.port}`);
  }

  get loki(): LokiApi {
    return new LokiApi(`http://127.0.0.1:${this.settings.loki.port}`);
  }

  get grafana(): GrafanaApi {
    return new GrafanaApi(`http://127.0.0.1:${this.settings.grafana.port}`, 'admin', PASSWORD);
  }

  container(service: string): string {
    return `${this.name}-${service}`;
  }

  /** Rewrites the stack file; the given keys are merged into their sections. */
  configure(more: Readonly<Record<string, Record<string, unknown>>>): void {
    const merged = Object.entries(more).map(([key, section]) => [
      key,
      { ...(this.#values[key] as object | undefined), ...section },
    ]);
    writeFileSync(this.#stackFile, stackFileText({ ...this.#values, ...Object.fromEntries(merged) }));
  }

  /** Runs `npm run <command>` to completion and returns its output. Throws with the end of the output if it fails. */
  async stack(command: string, ...args: readonly string[]): Promise<string> {
    const { child, output } = this.start(command, ...args);
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`${command} ended with ${code}: ${output().trim().slice(-600)}`);
    return output();
  }

  /** Throws if another `up` has changes. */
  async unchanged(): Promise<void> {
    const again = await this.stack('up');
    if (!again.includes('Nothing to change.')) throw new Error(`up has changes: ${again.slice(-300)}`);
  }

  /** Grafana's response while Prometheus is down. Throws if the query succeeds anyway. */
  async withoutPrometheus(): Promise<string> {
    const answered = await this.grafana.valuesOf('prometheus', 'up').then(
      () => true,
      () => false,
    );
    if (answered) throw new Error('Grafana got a result from a stopped Prometheus');
    return 'Grafana shows an error';
  }

  /** Starts a command in a process group of its own, which can be killed as a whole. */
  start(command: string, ...args: readonly string[]): { child: ChildProcess; output: () => string } {
    const child = spawn(
      process.execPath,
      [join(ROOT, 'cli/stack.ts'), command, '--stack', this.name, ...args],
      {
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          PULUMI_BACKEND_URL: `file://${this.#state}`,
          PULUMI_CONFIG_PASSPHRASE: PASSWORD,
        },
      },
    );
    let text = '';
    child.stdout.on('data', (chunk) => (text += String(chunk)));
    child.stderr.on('data', (chunk) => (text += String(chunk)));
    return { child, output: () => text };
  }

  /** Waits until every container is healthy, every target except the bad ones is up, and all three servers respond. */
  async well(seconds = 180): Promise<void> {
    await eventually(seconds, async () => {
      const states = await docker(
        ...['inspect', '--format', `{{.Name}} {{.State.Status}} ${HEALTH}`],
        ...this.services.map(({ name }) => this.container(name)),
      );
      const ill = states.split('\n').filter((state) => !state.endsWith('running healthy'));
      if (ill.length > 0) throw new Error(`not well: ${ill.join(', ')}`);
      const down = (await this.prometheus.query('up{job!~"bad-.*"} == 0')).map(({ metric }) => metric['job']);
      if (down.length > 0) throw new Error(`targets down: ${down.join(', ')}`);
      const seen = await this.prometheus.query('count(up{job!~"bad-.*"} == 1)');
      if (Number(seen[0]?.value[1] ?? 0) < TARGETS[this.settings.demo ? 'all' : 'servers'])
        throw new Error('Prometheus has too few targets');
      await this.loki.ready();
      await this.grafana.call('GET', '/api/health');
    });
  }

  /** Throws if samples of that time (Unix seconds) or dashboards have been lost. */
  async keeps(time: number): Promise<void> {
    const [kept] = await this.prometheus.query(`count(up{job="prometheus"} @ ${Math.floor(time)})`);
    if (!kept) throw new Error(`samples of ${new Date(time * 1000).toISOString()} are lost`);
    const dashboards = await this.grafana.call<unknown[]>('GET', '/api/search?type=dash-db');
    if (dashboards.length === 0) throw new Error('the dashboards are lost');
  }

  /** Deletes everything outside Docker. */
  close(): void {
    this.targets.close();
    rmSync(this.#stackFile, { force: true });
    rmSync(this.#state, { recursive: true, force: true });
  }

  get #stackFile(): string {
    return stackFilePath(this.name);
  }
}
