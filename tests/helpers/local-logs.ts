import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { parseSettings } from '../../configs/index.ts';
import { alloyText, expression, pipeline, stageBlock } from '../../configs/logs/index.ts';
import { DATA_PATH, lokiConfig } from '../../configs/loki/config.ts';
import { freePort } from '../../lab/common/free-port.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { LokiApi, type LokiEntry, metricOf } from '../../lab/logs/loki-api.ts';
import { Processes } from './processes.ts';

/** Programs that {@link LocalLogs} runs. */
export const LOCAL_LOGS_TOOLS = ['alloy', 'loki'] as const;

/** Alloy with the pipeline of the stack and Loki with its configuration, as processes of this machine. */
export class LocalLogs {
  readonly loki: LokiApi;
  readonly #processes = new Processes();
  readonly #folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-logs-'));
  readonly alloyUrl: string;

  private constructor(lokiPort: number, alloyPort: number) {
    this.loki = new LokiApi(`http://127.0.0.1:${lokiPort}`);
    this.alloyUrl = `http://127.0.0.1:${alloyPort}`;
  }

  static async start(settings: Readonly<Record<string, unknown>> = {}): Promise<LocalLogs> {
    const [lokiPort, alloyPort] = [await freePort(), await freePort()];
    const local = new LocalLogs(lokiPort, alloyPort);
    local.#startLoki(lokiPort, await freePort());
    local.#startAlloy(lokiPort, alloyPort, settings);
    await eventually(120, () => local.loki.ready());
    return local;
  }

  /** Appends to the log of a service, which Alloy reads from the beginning. */
  print(service: string, text: string): void {
    appendFileSync(join(this.#folder, 'logs', `${service}.log`), text);
  }

  /** Entries of a service, oldest first, once as many are there. */
  async entries(service: string, count: number): Promise<LokiEntry[]> {
    const query = `{filename_service="${service}"}`;
    await eventually(60, async () => {
      const { length } = (await this.loki.search(query)).entries;
      if (length < count) throw new Error(`${length} of ${count} entries of ${service}`);
    });
    return (await this.loki.search(query)).entries.reverse();
  }

  /** What Alloy counts about itself. */
  async alloyMetric(name: string): Promise<number> {
    return metricOf(await (await fetch(`${this.alloyUrl}/metrics`)).text(), name);
  }

  async stop(): Promise<void> {
    await this.#processes.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #startLoki(port: number, grpcPort: number): void {
    const config = lokiConfig(parseSettings({}));
    const text = stringify({
      ...config,
      server: { ...config.server, http_listen_port: port, grpc_listen_port: grpcPort },
    }).replaceAll(DATA_PATH, join(this.#folder, 'loki'));
    const file = join(this.#folder, 'loki.yml');
    writeFileSync(file, text);
    this.#processes.start('loki', [`-config.file=${file}`]);
  }

  #startAlloy(lokiPort: number, port: number, settings: Readonly<Record<string, unknown>>): void {
    mkdirSync(join(this.#folder, 'logs'));
    const file = join(this.#folder, 'config.alloy');
    writeFileSync(
      file,
      alloyText([
        {
          name: 'local.file_match',
          label: 'files',
          attributes: {
            path_targets: [{ __path__: join(this.#folder, 'logs', '*.log'), stack: 'test' }],
            sync_period: '1s',
          },
        },
        {
          // One stream a file, as of a container.
          name: 'loki.relabel',
          label: 'service',
          attributes: { forward_to: [expression('loki.process.lines.receiver')] },
          blocks: [
            {
              name: 'rule',
              attributes: {
                source_labels: ['filename'],
                regex: '.*/(.*)[.]log',
                target_label: 'filename_service',
              },
            },
          ],
        },
        {
          name: 'loki.source.file',
          label: 'files',
          attributes: {
            targets: expression('local.file_match.files.targets'),
            forward_to: [expression('loki.relabel.service.receiver')],
          },
        },
        {
          name: 'loki.process',
          label: 'lines',
          attributes: { forward_to: [expression('loki.write.loki.receiver')] },
          blocks: pipeline(parseSettings(settings)).map(stageBlock),
        },
        {
          name: 'loki.write',
          label: 'loki',
          blocks: [
            { name: 'endpoint', attributes: { url: `http://127.0.0.1:${lokiPort}/loki/api/v1/push` } },
          ],
        },
      ]),
    );
    this.#processes.start('alloy', [
      'run',
      `--server.http.listen-addr=127.0.0.1:${port}`,
      `--storage.path=${join(this.#folder, 'alloy')}`,
      '--disable-reporting',
      file,
    ]);
  }
}
