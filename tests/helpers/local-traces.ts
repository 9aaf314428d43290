import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alloyConfig } from '../../configs/collector/index.ts';
import { exportRequest, type Span } from '../../configs/demo/driver/otlp.ts';
import { parseSettings, type Settings } from '../../configs/index.ts';
import { prometheusService } from '../../configs/services/prometheus.ts';
import { DATA_PATH, tempoText } from '../../configs/tempo/config.ts';
import { freePort } from '../../lab/common/free-port.ts';
import { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { Processes } from './processes.ts';

export const LOCAL_TRACES_TOOLS = ['alloy', 'prometheus', 'tempo'] as const;

type Ports = Readonly<Record<'otlp' | 'alloy' | 'tempo' | 'tempoOtlp' | 'prometheus', number>>;

/** The flow of spans of a stack as local processes: Alloy, Tempo and Prometheus with their own configurations. */
export class LocalTraces {
  readonly settings: Settings;
  readonly #processes = new Processes();
  readonly #folder = mkdtempSync(join(tmpdir(), 'traces-'));
  #tempo: ChildProcess | undefined;
  readonly #ports: Ports;

  private constructor(settings: Settings, ports: Ports) {
    this.settings = settings;
    this.#ports = ports;
  }

  static async start(traces: Readonly<Record<string, unknown>> = {}): Promise<LocalTraces> {
    const settings = parseSettings({ logs: { enabled: false }, traces: { enabled: true, ...traces } });
    const [otlp, alloy, tempo, tempoOtlp, prometheus] = (await Promise.all(
      Array.from({ length: 5 }, () => freePort()),
    )) as [number, number, number, number, number];
    const local = new LocalTraces(settings, { otlp, alloy, tempo, tempoOtlp, prometheus });
    local.#startPrometheus();
    await local.startTempo();
    await local.#startAlloy();
    return local;
  }

  stop(): Promise<void> {
    return this.#processes.stop();
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

  /** Sends spans like an application. */
  async send(spans: readonly Span[]): Promise<number> {
    const { status } = await fetch(`http://127.0.0.1:${this.#ports.otlp}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(exportRequest(spans)),
    });
    return status;
  }

  /** Sum of a metric of the collector. */
  async collected(name: string): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${this.#ports.alloy}/metrics`)).text();
    return [...text.matchAll(new RegExp(`^${name}\\{.*\\} (\\S+)$`, 'gm'))]
      .map(([, value]) => Number(value))
      .reduce((sum, value) => sum + value, 0);
  }

  killTempo(): void {
    this.#tempo?.kill('SIGKILL');
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
    this.#tempo = this.#processes.start('tempo', [`-config.file=${this.#file('tempo.yml', text)}`]);
    await answers(`http://127.0.0.1:${tempo}/ready`);
  }

  async #startAlloy(): Promise<void> {
    const { otlp, alloy, tempoOtlp } = this.#ports;
    const text = alloyConfig(this.settings)
      .replace('0.0.0.0:4317', `127.0.0.1:${await freePort()}`)
      .replace('0.0.0.0:4318', `127.0.0.1:${otlp}`)
      .replace('http://tempo:4318', `http://127.0.0.1:${tempoOtlp}`);
    this.#processes.start('alloy', [
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
    this.#processes.start('prometheus', [
      `--config.file=${this.#file('prometheus.yml', 'global: {}\n')}`,
      `--storage.tsdb.path=${join(this.#folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${this.#ports.prometheus}`,
      ...flags,
    ]);
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

interface CapturedSpan {
  readonly resource: Span['resource'];
  readonly scope: string;
  readonly name: string;
  readonly kind: number;
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id: string;
  readonly start: number;
  readonly end: number;
  readonly attributes: Span['attributes'];
}

/** The captured spans of vLLM 0.32.0, moved so that the last of them ended at a time (Unix, in milliseconds). */
export function capturedSpans(end: number): Span[] {
  const file = new URL('../fixtures/vllm/vllm-0.32.0-spans.jsonl', import.meta.url);
  const spans = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as CapturedSpan);
  const last = Math.max(...spans.map((span) => span.end));
  const moved = (nanoseconds: number) => end + (nanoseconds - last) / 1e6;
  return spans.map((span) => ({
    traceId: span.trace_id,
    spanId: span.span_id,
    parent: span.parent_span_id ? { traceId: span.trace_id, spanId: span.parent_span_id } : undefined,
    resource: span.resource,
    scope: span.scope,
    name: span.name,
    kind: span.kind,
    start: moved(span.start),
    end: moved(span.end),
    attributes: span.attributes,
  }));
}
