import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CONTAINER_LABELS } from '../../configs/logs/index.ts';
import { type Service, services, STACK_NETWORK } from '../../configs/services/index.ts';
import { STACK_LABEL } from '../../configs/stack/labels.ts';
import { DEFAULT_DOCKER_HOST } from '../../configs/settings/docker-host.ts';
import { findDockerSocket } from '../../configs/settings/docker-socket.ts';
import { parseSettings, type Settings } from '../../configs/index.ts';
import { freePort } from '../common/free-port.ts';
import { eventually } from '../common/waiting.ts';
import { docker } from '../common/docker.ts';
import { LokiApi, metricOf } from './loki-api.ts';
import { fileText } from '../../configs/text/config-file.ts';

/** The services of the log pipeline. */
const CHAIN: readonly string[] = ['loki', 'socket-proxy', 'alloy'];

/** Output of a container. */
export interface Printing {
  readonly lines: number;
  readonly perSecond: number;
  /** Printed verbatim, evenly distributed among the numbered lines. */
  readonly planted?: readonly string[];
}

/**
 * The log pipeline on its own: socket proxy, Alloy and Loki as in the stack, under names that no stack uses, and containers
 * that log. {@link remove} deletes everything.
 */
export class LogChain {
  readonly settings: Settings;
  readonly loki: LokiApi;
  readonly #folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-logs-'));
  readonly #containers: string[] = [];
  readonly #volumes: string[] = [];
  readonly #networks: string[] = [];

  private constructor(settings: Settings) {
    this.settings = settings;
    this.loki = new LokiApi(`http://127.0.0.1:${settings.loki.port}`);
    chmodSync(this.#folder, 0o755);
  }

  /** Images of the pipeline and the logging containers. */
  static images(): string[] {
    const { images } = parseSettings({});
    return [images.loki, images.alloy, images.socketProxy, images.node];
  }

  static async start(name: string, logs: Readonly<Record<string, unknown>> = {}): Promise<LogChain> {
    const { gid } = findDockerSocket(DEFAULT_DOCKER_HOST, process.platform);
    const chain = new LogChain(
      parseSettings({
        name,
        loki: { port: await freePort() },
        logs: { dockerSocketGid: gid, ...logs },
      }),
    );
    try {
      for (const service of services(chain.settings).filter(({ name: part }) => CHAIN.includes(part))) {
        await chain.#run(service);
      }
      await eventually(120, () => chain.loki.ready());
      return chain;
    } catch (error) {
      await chain.remove();
      throw error;
    }
  }

  container(service: 'loki' | 'alloy' | 'socket-proxy'): string {
    return `${this.settings.name}-${service}`;
  }

  /** Starts a container that prints numbered lines from 1; it opts in by label and keeps running. */
  async print(name: string, { lines, perSecond, planted = [] }: Printing): Promise<string> {
    return this.#print(
      name,
      { LINES: lines, PER_SECOND: perSecond, PLANTED: JSON.stringify(planted) },
      PRINTER,
    );
  }

  /** Starts a container that prints a text and exits. */
  async printText(name: string, text: string): Promise<string> {
    const file = join(this.#folder, `${name}.txt`);
    writeFileSync(file, text);
    const program = "process.stdout.write(require('node:fs').readFileSync('/text'))";
    return this.#print(name, {}, program, ['-v', `${file}:/text:ro`]);
  }

  /** Starts a container that prints the time, in Unix milliseconds, twice per second. */
  async printClock(name: string, lines: number): Promise<string> {
    return this.#print(name, { LINES: lines }, CLOCK);
  }

  /** Counters of Alloy. */
  async alloyMetric(name: string): Promise<number> {
    const network = `${this.settings.name}-${STACK_NETWORK}`;
    const address = await docker(
      'inspect',
      '--format',
      `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`,
      this.container('alloy'),
    );
    return metricOf(await (await fetch(`http://${address}:12345/metrics`)).text(), name);
  }

  async remove(): Promise<void> {
    if (this.#containers.length > 0) await docker('rm', '-f', '-v', ...this.#containers).catch(() => '');
    for (const network of this.#networks) await docker('network', 'rm', network).catch(() => '');
    for (const volume of this.#volumes) await docker('volume', 'rm', '-f', volume).catch(() => '');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #print(
    name: string,
    env: Readonly<Record<string, string | number>>,
    program: string,
    mounts: readonly string[] = [],
  ): Promise<string> {
    const container = `${this.settings.name}-${name}`;
    this.#containers.push(container);
    await docker(
      ...['run', '-d', '--name', container, '--network', 'none', '--log-driver', 'json-file'],
      ...['--label', `${CONTAINER_LABELS.logs}=true`, '--label', `${CONTAINER_LABELS.service}=${name}`],
      ...mounts,
      ...Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`]),
      ...['--entrypoint', 'node', this.settings.images.node, '-e', program],
    );
    return container;
  }

  /** Hardened as in the stack. */
  async #run(service: Service): Promise<void> {
    const container = `${this.settings.name}-${service.name}`;
    const [first, ...others] = (service.networks ?? [STACK_NETWORK]).map(
      (network) => `${this.settings.name}-${network}`,
    );
    for (const network of [first!, ...others]) await this.#network(network);
    const volume = service.data && `${this.settings.name}-${service.data.volume}`;
    if (volume !== undefined) this.#volumes.push(volume);
    const mounts = [
      ...(volume !== undefined && service.data ? [`${volume}:${service.data.path}`] : []),
      ...(service.config ? [`${this.#write(service)}:${service.config.path}:ro`] : []),
      ...(service.mounts ?? []).map(({ host, path }) => `${host}:${path}:ro`),
    ];
    this.#containers.push(container);
    await docker(
      ...['create', '--name', container, '--label', `${STACK_LABEL}=${this.settings.name}`],
      ...['--user', service.user, '--read-only', '--cap-drop', 'ALL'],
      ...['--security-opt', 'no-new-privileges:true', '--memory', `${service.memoryMiB}m`],
      ...['--network', first!, '--network-alias', service.name],
      ...service.tmpfs.flatMap((path) => ['--tmpfs', `${path}:rw,noexec,nosuid,size=64m,mode=1777`]),
      ...mounts.flatMap((mount) => ['-v', mount]),
      ...(service.ports ?? []).flatMap(({ host, container }) => ['-p', `127.0.0.1:${host}:${container}`]),
      ...(service.entrypoint ? ['--entrypoint', service.entrypoint[0]!] : []),
      service.image,
      ...(service.entrypoint ?? []).slice(1),
      ...service.command,
    );
    for (const network of others) {
      await docker('network', 'connect', '--alias', service.name, network, container);
    }
    await docker('start', container);
  }

  async #network(network: string): Promise<void> {
    if (this.#networks.includes(network)) return;
    this.#networks.push(network);
    const internal = network.endsWith(`-${STACK_NETWORK}`) ? [] : ['--internal'];
    await docker('network', 'create', ...internal, network);
  }

  #write({ name, config }: Service): string {
    const folder = join(this.#folder, name);
    for (const own of config?.files ?? []) {
      const file = join(folder, own.path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, fileText(own));
    }
    return folder;
  }
}

/** In vLLM's format: mostly its own lines, some of uvicorn, and tracebacks, each with the number of its entry. */
const PRINTER = `
const { LINES, PER_SECOND, PLANTED } = process.env;
const planted = JSON.parse(PLANTED);
const total = Number(LINES), perTick = Math.max(1, Math.round(Number(PER_SECOND) / 20));
const every = planted.length ? Math.floor(total / (planted.length + 1)) : Infinity;
const head = (level) => '(APIServer pid=1) ' + level + ' 11-24 02:57:44 [bench.py:1] ';
const entry = (n) => {
  const id = 'entry=' + String(n).padStart(7, '0');
  if (n % 50 === 0) {
    const lines = [id + ' failed.', 'Traceback (most recent call last):', '  File "bench.py", line 1, in run', 'ValueError: no'];
    return lines.map((line) => head('ERROR') + line).join('\\r\\n');
  }
  if (n % 5 === 0) return '(APIServer pid=1) INFO:     10.0.0.7:5000 - "POST /v1/completions?' + id + ' HTTP/1.1" 200 OK';
  return head('INFO') + id + ' ' + 'the quick brown fox jumps over the lazy dog '.repeat(2);
};
let n = 0;
const tick = () => {
  const lines = [];
  for (let i = 0; i < perTick && n < total; i++) {
    n++;
    lines.push(entry(n));
    if (n % every === 0 && planted.length) lines.push(planted.shift());
  }
  if (lines.length) process.stdout.write(lines.join('\\n') + '\\n');
  if (n < total) setTimeout(tick, 50);
  // Keeps running like a server: Docker stops streaming the log of an exited container if the reader is far behind.
  else setInterval(() => {}, 60_000);
};
tick();
`;

const CLOCK = `
let left = Number(process.env.LINES);
const timer = setInterval(() => {
  console.log('INFO: clock=' + Date.now());
  if (--left === 0) clearInterval(timer);
}, 500);
`;
