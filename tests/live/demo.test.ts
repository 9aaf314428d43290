import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dashboards } from '../../configs/dashboards/index.ts';
import { DEMO_JOB, DEMO_MODELS } from '../../configs/demo/models.ts';
import { settingsFromStackFile } from '../../configs/index.ts';
import { ALL_CHOSEN, interpolate, panelQueries } from '../helpers/panel-queries.ts';
import { eventually } from '../../lab/common/waiting.ts';
import type { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { ROOT } from '../../cli/stack/project.ts';
import { LOCAL_DEMO_TOOLS, LocalDemo } from '../helpers/local-demo.ts';
import { describeWith } from '../helpers/tools.ts';

const settings = settingsFromStackFile(join(ROOT, 'Pulumi.dev.yaml'));
const dashboard = dashboards(settings).find(({ uid }) => uid === 'vllm-performance')!;

/** No other instance has a cache for the simulated ones, and nobody sends them images: the denominators are 0. */
const NOT_IN_THE_DEMO = new Set(['Cache hit rates B', 'Cache hit rates C']);

describeWith(LOCAL_DEMO_TOOLS, 'the dev stack on real input, without Docker', () => {
  let demo: LocalDemo;
  let api: PrometheusApi;

  beforeAll(async () => {
    demo = await LocalDemo.start(settings);
    api = demo.api;
    await eventually(120, async () =>
      expect(await api.query('job_model:vllm_engines:count')).toHaveLength(2),
    );
    // Recorded every two minutes at most; after two evaluations there is nothing to wait for.
    await new Promise((resolve) => setTimeout(resolve, 150_000));
  });

  afterAll(() => demo.stop());

  it('scrapes Prometheus, both models and the backend', async () => {
    const up = (await api.targets())
      .filter(({ health }) => health === 'up')
      .map(({ labels }) => labels['job']);
    expect(up.sort()).toEqual(['demo-backend', 'demo-vllm', 'demo-vllm', 'demo-vllm-gaps', 'prometheus']);
  });

  it('fixes the differences of the simulator', async () => {
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

  const queries = panelQueries(dashboard).filter(({ dataSource }) => dataSource === 'prometheus');

  it.each(queries.filter(({ panel, refId }) => !NOT_IN_THE_DEMO.has(`${panel} ${refId}`)))(
    'has data in "$panel" $refId',
    async ({ expr }) => {
      expect(await api.query(interpolate(expr, ALL_CHOSEN))).not.toHaveLength(0);
    },
  );

  it.each(queries)('shows only one model in "$panel" $refId if it is selected', async ({ expr }) => {
    const [chosen] = DEMO_MODELS;
    const model = chosen!.name.replaceAll('.', String.raw`\\.`);
    const series = await api.query(interpolate(expr, { ...ALL_CHOSEN, model_name: model }));
    const others = series.filter(({ metric }) => ![chosen!.name, undefined].includes(metric['model_name']));
    expect(others).toEqual([]);
  });
});
