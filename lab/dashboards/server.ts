import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../common/free-port.ts';
import { setTimeout as wait } from 'node:timers/promises';

/** Result and cost of a query. */
export interface Answer {
  readonly series: readonly {
    readonly metric: Readonly<Record<string, string>>;
    readonly values: readonly (readonly [time: number, value: string])[];
  }[];
  /** Samples read by the engine, counted once per step that needs them. */
  readonly samples: number;
}

/** Historical data is written out of order, hours apart. */
const CONFIG = 'storage:\n  tsdb:\n    out_of_order_time_window: 30d\n';

/** A temporary Prometheus that accepts historical data by remote write; terminated by `stop`. */
export class Server {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, process: ChildProcess, folder: string) {
    this.url = url;
    this.#process = process;
    this.#folder = folder;
  }

  /** Throws if there is no `prometheus` on PATH. */
  static async start(): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), 'bench-dashboards-'));
    writeFileSync(join(folder, 'prometheus.yml'), CONFIG);
    const address = `127.0.0.1:${await freePort()}`;
    const child = spawn(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        '--storage.tsdb.retention.time=60d',
        `--web.listen-address=${address}`,
        '--web.enable-remote-write-receiver',
        '--query.max-samples=500000000',
        '--query.timeout=1m',
        '--log.level=error',
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const failed = new Promise<never>((_, reject) => child.once('error', reject));
    const server = new Server(`http://${address}`, child, folder);
    await Promise.race([server.#ready(), failed]);
    return server;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  range(query: string, start: number, end: number, step: number): Promise<Answer> {
    return this.#ask('query_range', { query, start: `${start}`, end: `${end}`, step: `${step}` });
  }

  instant(query: string, time: number): Promise<Answer> {
    return this.#ask('query', { query, time: `${time}` });
  }

  async #ask(path: string, parameters: Readonly<Record<string, string>>): Promise<Answer> {
    const response = await fetch(`${this.url}/api/v1/${path}`, {
      method: 'POST',
      body: new URLSearchParams({ ...parameters, stats: 'all' }),
    });
    const { data, error } = (await response.json()) as Reply;
    if (data === undefined) throw new Error(`${error} (${parameters['query']})`);
    const rows = typeof data.result[0] === 'object' && !Array.isArray(data.result[0]) ? data.result : [];
    const series = (rows as readonly Row[]).map(({ metric, values, value }) => ({
      metric,
      values: values ?? (value === undefined ? [] : [value]),
    }));
    return { series, samples: data.stats.samples.totalQueryableSamples };
  }

  async #ready(): Promise<void> {
    for (let attempt = 0; attempt < 120; attempt += 1) {
      const answer = await fetch(`${this.url}/-/ready`).catch(() => undefined);
      if (answer?.ok) return;
      await wait(250);
    }
    throw new Error('Prometheus was not ready within 30 s');
  }
}

interface Row {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

interface Reply {
  readonly error?: string;
  readonly data?: {
    readonly result: readonly unknown[];
    readonly stats: { readonly samples: { readonly totalQueryableSamples: number } };
  };
}
