import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dashboards } from '../../configs/dashboards/index.ts';
import { DEMO_JOB, DEMO_MODELS, DRIVER_ENDPOINT, endpointOf } from '../../configs/demo/models.ts';
import { prometheusFiles } from '../../configs/prometheus/config.ts';
import { services } from '../../configs/services/index.ts';
import { Secret } from '../../configs/settings/index.ts';
import { settingsFromStackFile } from '../../configs/settings/stack-file.ts';
import { ALL_CHOSEN, interpolate, panelQueries } from '../helpers/panel-queries.ts';
import { freePort } from '../../scripts/common/free-port.ts';
import { eventually } from '../../scripts/common/waiting.ts';
import { Processes } from '../helpers/processes.ts';
import { PrometheusApi } from '../../scripts/common/prometheus-api.ts';
import { describeWith } from '../helpers/tools.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const settings = settingsFromStackFile(join(ROOT, 'Pulumi.dev.yaml'));
const board = dashboards(settings).find(({ uid }) => uid === 'vllm-performance')!;

/** No other instance holds a cache for the simulated ones, and nobody sends them pictures: nothing to divide by. */
const NOT_IN_THE_DEMO = new Set(['Cache hit rates B', 'Cache hit rates C']);

describeWith(['prometheus', 'llm-d-inference-sim'], 'the dev stack on real input, without Docker', () => {
  const processes = new Processes();
  /** Port of each name on the stack's network. */
  const ports = new Map<string, number>();
  let api: PrometheusApi;

  /** Names on the stack's network become ports of this machine. */
  const here = (text: string) =>
    [...ports].reduce((changed, [endpoint, port]) => changed.replaceAll(endpoint, `127.0.0.1:${port}`), text);

  beforeAll(async () => {
    const driver = `${DRIVER_ENDPOINT.host}:${DRIVER_ENDPOINT.port}`;
    for (const endpoint of [...DEMO_MODELS.map(endpointOf), driver, 'localhost:9090']) {
      ports.set(endpoint, await freePort());
    }
    const wanted = new Map(services(settings).map((service) => [service.name, service]));
    for (const model of DEMO_MODELS) {
      const { command, env } = wanted.get(model.host)!;
      const port = ports.get(endpointOf(model))!;
      processes.start(
        'llm-d-inference-sim',
        command.map((word) => (word === '8000' ? String(port) : word)),
        texts(env),
      );
    }
    const options = JSON.parse(texts(wanted.get('demo-backend')!.env)['DEMO_OPTIONS']!) as { port: number };
    const changed = JSON.stringify({ ...options, port: ports.get(driver) });
    processes.start(process.execPath, [join(ROOT, 'configs/demo/driver/main.ts')], {
      DEMO_OPTIONS: here(changed),
    });
    api = startPrometheus();
    await eventually(120, async () =>
      expect(await api.query('job_model:vllm_engines:count')).toHaveLength(2),
    );
    // Every panel moves within a minute of the start; from here on there is nothing to wait for.
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  });

  afterAll(() => processes.stop());

  function startPrometheus(): PrometheusApi {
    const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-prometheus-'));
    for (const { path, content } of prometheusFiles(settings)) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, here(content instanceof Secret ? content.reveal() : content));
    }
    const address = `127.0.0.1:${ports.get('localhost:9090')}`;
    processes.start('prometheus', [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
    ]);
    return new PrometheusApi(`http://${address}`);
  }

  it('scrapes Prometheus, both models and the backend', async () => {
    const up = (await api.targets())
      .filter(({ health }) => health === 'up')
      .map(({ labels }) => labels['job']);
    expect(up.sort()).toEqual(['demo-backend', 'demo-vllm', 'demo-vllm', 'demo-vllm-gaps', 'prometheus']);
  });

  it('mends what the simulator says differently', async () => {
    const ends = await api.query('vllm:request_success_total');
    expect(ends.length).toBeGreaterThan(0);
    for (const { metric } of ends) {
      expect(metric).toMatchObject({ engine: '0', finished_reason: expect.any(String) });
      expect(metric).not.toHaveProperty('finish_reason');
    }
    expect(await api.query('vllm:prefix_cache_queries_total')).toHaveLength(2);
    expect(await api.query('vllm:request_max_num_generation_tokens_count')).toHaveLength(2);
    expect(await api.query('{__name__=~"vllm:time_per_output_token_seconds.*"}')).toHaveLength(0);
  });

  it('lists both models in the drop-down', async () => {
    const models = await api.labelValues('model_name', `vllm:num_requests_running{job="${DEMO_JOB}"}`);
    expect(models.sort()).toEqual(DEMO_MODELS.map(({ name }) => name).sort());
  });

  it('can evaluate every rule', async () => {
    expect(await api.brokenRules()).toEqual([]);
  });

  const queries = panelQueries(board).filter(({ dataSource }) => dataSource === 'prometheus');

  it.each(queries.filter(({ panel, refId }) => !NOT_IN_THE_DEMO.has(`${panel} ${refId}`)))(
    'answers "$panel" $refId',
    async ({ expr }) => {
      expect(await api.query(interpolate(expr, ALL_CHOSEN))).not.toHaveLength(0);
    },
  );

  it.each(queries)('shows one model only in "$panel" $refId, when one is chosen', async ({ expr }) => {
    const [chosen] = DEMO_MODELS;
    const model = chosen!.name.replaceAll('.', String.raw`\\.`);
    const series = await api.query(interpolate(expr, { ...ALL_CHOSEN, model_name: model }));
    for (const { metric } of series) expect([chosen!.name, undefined]).toContain(metric['model_name']);
  });
});

function texts(env: Readonly<Record<string, string | Secret>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([key, value]) => [key, String(value)]));
}
