import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { alloyConfig } from '../../configs/collector/index.ts';
import type { Span } from '../../configs/demo/driver/otlp.ts';
import { parseSettings, type Settings } from '../../configs/index.ts';
import { prometheusService } from '../../configs/services/prometheus.ts';
import { DATA_PATH, tempoText } from '../../configs/tempo/config.ts';
import { freePort } from '../common/free-port.ts';
import { PrometheusApi } from '../common/prometheus-api.ts';
import { eventually } from '../common/waiting.ts';
import { Program } from '../detection/processes.ts';
import { otlpUrl, postSpans } from './post-spans.ts';

export const TRACE_TOOLS = ['alloy', 'prometheus', 'tempo'] as const;

/** Grace period of Docker services and of pods. */
const GRACE_MS = 30_000;

type Ports = Readonly<Record<'otlp' | 'alloy' | 'tempo' | 'tempoOtlp' | 'prometheus', number>>;

/** The flow of spans of a stack as local processes: Alloy, Tempo and Prometheus with their own configurations. */
export class TraceChain {
  readonly settings: Settings;
  readonly #programs: Program[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'traces-'));
  #tempo: Program | undefined;
  readonly #ports: Ports;

  private constructor(settings: Settings, ports: Ports) {
    this.settings = settings;
    this.#ports = ports;
  }

  static async start(traces: Readonly<Record<string, unknown>> = {}): Promise<TraceChain> {
    const settings = parseSettings({ logs: { enabled: false }, traces: { enabled: true, ...traces } });
    const [otlp, alloy, tempo, tempoOtlp, prometheus] = (await Promise.all(
      Array.from({ length: 5 }, () => freePort()),
    )) as [number, number, number, number, number];
    const local = new TraceChain(settings, { otlp, alloy, tempo, tempoOtlp, prometheus });
    local.#startPrometheus();
    await local.startTempo();
    await local.#startAlloy();
    return local;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.stop('SIGKILL')));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Folder of the blocks that Tempo has stored. */
  get blocks(): string {
    return join(this.#folder, 'tempo', 'blocks');
  }

  get prometheus(): PrometheusApi {
    return new PrometheusApi(`http://127.0.0.1:${this.#ports.prometheus}`);
  }

  /** JSON of Tempo's API. */
  async tempo<T>(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<T> {
    const response = await fetch(
      `http://127.0.0.1:${this.#ports.tempo}${path}?${new URLSearchParams(parameters)}`,
    );
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** The last quarter of an hour, in Unix seconds. */
  range(): { readonly start: string; readonly end: string } {
    const end = Math.ceil(Date.now() / 1000);
    return { start: String(end - 900), end: String(end) };
  }

  /** URL of OTLP over HTTP of the collector. */
  get otlpUrl(): string {
    return otlpUrl(this.#ports.otlp);
  }

  /** Sends spans to the collector; the HTTP status. */
  send = (spans: readonly Span[]): Promise<number> => postSpans(this.#ports.otlp, spans);

  /** The same to Tempo, without the collector. */
  sendToTempo = (spans: readonly Span[]): Promise<number> => postSpans(this.#ports.tempoOtlp, spans);

  /** Sum of a metric of the collector over the series whose labels contain a text; 0 if there are none. */
  collected = (name: string, labels = ''): Promise<number> => sumOf(this.#ports.alloy, name, labels);

  /** The same of Tempo, since its start. */
  stored = (name: string, labels = ''): Promise<number> => sumOf(this.#ports.tempo, name, labels);

  /** Text of `/metrics`. */
  metrics = (server: 'alloy' | 'tempo'): Promise<string> => exposed(this.#ports[server]);

  killTempo(): void {
    this.#tempo?.kill();
  }

  /**
   * As an upgrade does. Tempo 3.0.3 writes what it holds, but does not exit if it was queried in the last half minute, because its queue
   * of queries then never counts as empty (`modules/frontend/queue/queue.go`, stopping).
   */
  async stopTempo(): Promise<void> {
    const forced = setTimeout(() => this.killTempo(), GRACE_MS);
    await this.#tempo?.stop('SIGTERM');
    clearTimeout(forced);
  }

  async startTempo(): Promise<void> {
    const { tempo, tempoOtlp, prometheus } = this.#ports;
    const data = join(this.#folder, 'tempo');
    const text = tempoText(this.settings)
      .replaceAll(DATA_PATH, data)
      .replace(
        'http_listen_port: 3200',
        `http_listen_port: ${tempo}\n  grpc_listen_port: ${await freePort()}`,
      )
      .replace('0.0.0.0:4318', `127.0.0.1:${tempoOtlp}`)
      .replace('http://prometheus:9090', `http://127.0.0.1:${prometheus}`)
      // Not configured by the stack, whose volume is at the default path.
      .replace(
        'live_store:\n',
        `live_store:\n  wal: { path: ${data}/live }\n  shutdown_marker_dir: ${data}/marker\n`,
      );
    this.#tempo = this.#start('tempo', [`-config.file=${this.#file('tempo.yml', text)}`]);
    await answers(`http://127.0.0.1:${tempo}/ready`);
  }

  async #startAlloy(): Promise<void> {
    const { otlp, alloy, tempoOtlp } = this.#ports;
    const text = alloyConfig(this.settings)
      .replace('0.0.0.0:4317', `127.0.0.1:${await freePort()}`)
      .replace('0.0.0.0:4318', `127.0.0.1:${otlp}`)
      .replace('http://tempo:4318', `http://127.0.0.1:${tempoOtlp}`);
    this.#start('alloy', [
      'run',
      `--server.http.listen-addr=127.0.0.1:${alloy}`,
      `--storage.path=${join(this.#folder, 'alloy')}`,
      '--disable-reporting',
      this.#file('config.alloy', text),
    ]);
    await answers(`http://127.0.0.1:${alloy}/-/ready`);
  }

  #startPrometheus(): void {
    const flags = prometheusService(this.settings).command.filter((flag) =>
      /remote-write|feature/.test(flag),
    );
    mkdirSync(join(this.#folder, 'prometheus'));
    this.#start('prometheus', [
      `--config.file=${this.#file('prometheus.yml', this.#scrapes())}`,
      `--storage.tsdb.path=${join(this.#folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${this.#ports.prometheus}`,
      ...flags,
    ]);
  }

  /** The collector and Tempo as jobs of their names. */
  #scrapes(): string {
    const jobs = (['alloy', 'tempo'] as const).map((job) => ({
      job_name: job,
      static_configs: [{ targets: [`127.0.0.1:${this.#ports[job]}`] }],
    }));
    return stringify({ global: { scrape_interval: '5s' }, scrape_configs: jobs });
  }

  #start(command: string, args: readonly string[]): Program {
    const program = new Program(command, args);
    this.#programs.push(program);
    return program;
  }

  #file(name: string, text: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, text);
    return path;
  }
}

const answers = (url: string) =>
  eventually(60, async () => {
    if (!(await fetch(url)).ok) throw new Error(`${url} is not ready`);
  });

const exposed = async (port: number) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

async function sumOf(port: number, name: string, labels: string): Promise<number> {
  return [...(await exposed(port)).matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`, 'gm'))]
    .filter(([, found = '']) => found.includes(labels))
    .reduce((sum, [, , value]) => sum + Number(value), 0);
}
