import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../common/free-port.ts';
import { eventually } from '../common/waiting.ts';
import { Program } from './processes.ts';

/** A Loki with local storage on this machine that accepts pushed lines. */
export class Loki {
  readonly url: string;
  readonly program: Program;

  private constructor(url: string, program: Program) {
    this.url = url;
    this.program = program;
  }

  static async start(): Promise<Loki> {
    const folder = mkdtempSync(join(tmpdir(), 'loki-'));
    const [port, grpc] = [await freePort(), await freePort()];
    writeFileSync(join(folder, 'loki.yml'), JSON.stringify(configuration(folder, port, grpc)));
    const program = new Program('loki', [`-config.file=${join(folder, 'loki.yml')}`]);
    const url = `http://127.0.0.1:${port}`;
    await eventually(120, async () => {
      if (!(await fetch(`${url}/ready`)).ok) throw new Error('Loki is not ready');
    });
    return new Loki(url, program);
  }

  async push(labels: Readonly<Record<string, string>>, lines: readonly string[]): Promise<void> {
    const now = BigInt(Date.now()) * 1_000_000n;
    const values = lines.map((line, index) => [String(now + BigInt(index)), line]);
    const response = await fetch(`${this.url}/loki/api/v1/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ streams: [{ stream: labels, values }] }),
    });
    if (!response.ok) throw new Error(await response.text());
  }

  /** Response text of a query: instant, or over the last hour. */
  async query(query: string, range = false): Promise<string> {
    const path = range ? 'query_range' : 'query';
    const response = await fetch(`${this.url}/loki/api/v1/${path}?${new URLSearchParams({ query })}`);
    if (!response.ok) throw new Error(await response.text());
    return response.text();
  }
}

function configuration(folder: string, port: number, grpc: number): unknown {
  return {
    auth_enabled: false,
    server: { http_listen_address: '127.0.0.1', http_listen_port: port, grpc_listen_port: grpc },
    common: {
      path_prefix: folder,
      replication_factor: 1,
      ring: { instance_addr: '127.0.0.1', kvstore: { store: 'inmemory' } },
      storage: {
        filesystem: { chunks_directory: join(folder, 'chunks'), rules_directory: join(folder, 'rules') },
      },
    },
    schema_config: {
      configs: [
        {
          from: '2024-01-01',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    analytics: { reporting_enabled: false },
  };
}
