import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { prometheusFiles } from '../../configs/prometheus/config.ts';
import { fileText } from '../../configs/text/config-file.ts';
import { parseSettings, type Settings } from '../../configs/index.ts';
import { freePort } from '../../lab/common/free-port.ts';
import { addressOf, onThisMachine } from '../../lab/common/host.ts';
import { type Processes } from '../helpers/processes.ts';
import { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { growingServer, type Gauges } from './growing-server.ts';

/** Kind of a target, by the path of its fixture. */
const KINDS = {
  'vllm/': 'vllm',
  'services/': 'http',
  'exporters/': 'prometheus',
  'gateways/made-production-stack': 'production-stack-router',
  'gateways/made-endpoint-picker': 'llm-d-epp',
  'gateways/made-llm-d-router': 'llm-d-epp',
  'gateways/made-litellm': 'litellm',
} as const;

const kindOf = (fixture: string) => Object.entries(KINDS).find(([start]) => fixture.startsWith(start))![1];

/** Models of the fixtures, and of the examples. */
const MODELS = ['tiny-llama', 'made-llama', 'meta-llama/Llama-3.1-8B-Instruct'];

/** Hardware that the fixtures' models are said to have. */
export const GPUS = 4;
export const PRICE = 2.5;

export interface Replica {
  /** A fixture below `tests/fixtures/`, without its extension. */
  readonly fixture: string;
  readonly gauges?: Gauges;
  /** Name of the fixture's model in the test; by default that of the fixture. */
  readonly model?: string;
  /** Labels of its target; those of the first replica count. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A Prometheus with the project's configuration and rules that scrapes growing fixtures. */
export interface Stack {
  readonly settings: Settings;
  readonly api: PrometheusApi;
  /** URL of the Prometheus. */
  readonly url: string;
  readonly stop: () => void;
}

/**
 * One job per list of replicas, with the given `scrape.series`. Scraped every second, so that a one-minute window fills
 * quickly.
 */
export async function startStack(
  processes: Processes,
  jobs: Readonly<Record<string, readonly Replica[]>>,
  series: 'full' | 'lean' = 'full',
  more: Readonly<Record<string, unknown>> = {},
): Promise<Stack> {
  const servers: Server[] = [];
  const endpoints = new Map<string, readonly string[]>();
  for (const [job, replicas] of Object.entries(jobs)) {
    const addresses: string[] = [];
    for (const { gauges, model } of replicas) {
      const port = await freePort();
      servers.push(growingServer(gauges, model).listen(port, '127.0.0.1'));
      addresses.push(addressOf(port));
    }
    endpoints.set(job, addresses);
  }
  const settings = parseSettings({
    prometheus: { scrapeInterval: '1s', scrapeTimeout: '1s', evaluationInterval: '1s' },
    loki: { existing: { url: 'http://127.0.0.1:1' } },
    grafana: { existing: { url: 'http://127.0.0.1:1' } },
    logs: { enabled: false },
    scrape: { series },
    cost: { gpuHour: { h100: PRICE } },
    gpus: { h100: { peakTflops: 989 } },
    models: MODELS.map((name) => ({ name, engine: { gpus: GPUS, gpu: 'h100', maxNumSeqs: 256 } })),
    targets: Object.entries(jobs).map(([name, [first]]) => ({
      name,
      kind: kindOf(first!.fixture),
      endpoints: endpoints.get(name),
      path: `/${first!.fixture}`,
      labels: first!.labels ?? {},
    })),
    ...more,
  });
  const address = `127.0.0.1:${await freePort()}`;
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-truth-'));
  for (const own of prometheusFiles(settings)) {
    const file = join(folder, own.path);
    mkdirSync(dirname(file), { recursive: true });
    // Groups with intervals of minutes would delay the test; at that of the others they would take most of its time.
    writeFileSync(
      file,
      onThisMachine(fileText(own))
        .replaceAll('localhost:9090', address)
        .replaceAll(/^( +interval:) .*\n/gm, '$1 5s\n'),
    );
  }
  processes.start('prometheus', [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
  ]);
  return {
    settings,
    api: new PrometheusApi(`http://${address}`),
    url: `http://${address}`,
    stop: () => servers.forEach((server) => server.close()),
  };
}
