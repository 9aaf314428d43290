import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../lab/common/waiting.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith } from '../helpers/tools.ts';
import { Panels, scrapedChoice } from '../truth/panels.ts';
import { startStack, type Stack } from '../truth/stack.ts';

const DASHBOARD = 'gateway';
const JOBS = {
  router: 'made-production-stack-0.1.12',
  picker: 'made-endpoint-picker-1.5.0',
  'picker-of-llm-d': 'made-llm-d-router-0.10.0',
  litellm: 'made-litellm-1.110.2',
};

type Labels = Readonly<Record<string, string>>;
/** Panel, query, labels of the series, and what the text says: a rate is a counter over 60 seconds. */
type Figure = readonly [title: string, refId: string, labels: Labels, value: number];

const ROUTER: readonly Figure[] = [
  ['Router requests by model', 'A', { model: 'llama' }, 120 / 60],
  ['Router failures by exception', 'A', { error_type: 'ClientConnectorError' }, 9 / 60],
  ['Router failure share', 'A', {}, 9 / 180],
  ['Router failure share', 'B', {}, 12 / 180],
  ['Router latency', 'A', {}, 0.25 + (0.25 * (90 - 12)) / 84],
  ['Router latency', 'D', {}, (12 * 0.03 + 84 * 0.4 + 84 * 1.6) / 180],
  ['Router backends', 'A', {}, 2],
  ['Router backends', 'B', {}, 3],
  ['Router requests by backend', 'A', { server: 'http://10.0.0.1:8000' }, 100 / 60],
  ['Router requests in flight by backend', 'A', { server: 'http://10.0.0.1:8000' }, 2 + 6],
  ['Router tokens by model', 'A', { model: 'llama' }, 6000 / 60],
  ['Router tokens by model', 'B', { model: 'llama' }, 1800 / 60],
];

/** Under both names, which the newer release exposes together, and which must not count twice. */
const PICKER: readonly Figure[] = [
  ['Endpoint picker requests by model', 'A', { model_name: 'llama' }, 240 / 60],
  ['Endpoint picker errors by code', 'A', { error_code: 'ServiceUnavailable' }, 12 / 60],
  ['Endpoint picker failure share', 'A', {}, 12 / 240],
  ['Endpoint picker failure share', 'B', {}, 24 / 240],
  ['Endpoint picker request duration', 'D', {}, (120 * 0.7 + 60 * 2.5) / 180],
  ['Ready endpoints by pool', 'A', { name: 'llama-pool' }, 3],
  ['Queue and KV cache by pool', 'A', { name: 'llama-pool' }, 1.5],
  ['Queue and KV cache by pool', 'B', { name: 'llama-pool' }, 0.62],
  ['Scheduling time', 'C', {}, (150 * 0.0015 + 50 * 0.004) / 200],
  ['Scheduling attempts by status', 'A', { status: 'failure' }, 12 / 60],
  ['Endpoint picker tokens by model', 'A', { model_name: 'llama' }, (180 * 100) / 60],
  ['Endpoint picker tokens by model', 'B', { model_name: 'llama' }, (180 * 50) / 60],
  ['Requests held by flow control', 'A', { inference_pool: 'llama-pool' }, 4],
];

const TENANTS: readonly Figure[] = [
  ['Endpoint picker tokens by tenant', 'A', { fairness_id: 'search' }, (120 * 100) / 60],
  ['Endpoint picker tokens by tenant', 'B', { fairness_id: 'support' }, (60 * 50) / 60],
];

const LITELLM: readonly Figure[] = [
  ['LiteLLM requests by model', 'A', { requested_model: 'llama' }, 240 / 60],
  ['LiteLLM failures by status', 'A', { exception_status: '503' }, 12 / 60],
  ['LiteLLM failure share', 'A', {}, 12 / 240],
  ['LiteLLM failure share', 'B', {}, 6 / 240],
  ['LiteLLM latency', 'D', {}, 0.75 * 0.8 + 0.25 * 3],
  ['LiteLLM backend latency', 'D', {}, 0.75 * 0.4 + 0.25 * 1.5],
  ['LiteLLM deployments by state', 'A', {}, 1],
  ['LiteLLM deployments by state', 'B', {}, 1],
  ['LiteLLM deployments by state', 'C', {}, 1],
  ['LiteLLM attempts per request', 'A', {}, 300 / 240],
  ['LiteLLM failed attempts by deployment', 'A', { api_base: 'http://10.0.0.2:8000/v1' }, 48 / 60],
  ['LiteLLM cooldowns by deployment', 'A', { api_base: 'http://10.0.0.2:8000/v1' }, 3 / 60],
  ['LiteLLM fallbacks', 'A', { requested_model: 'llama' }, 18 / 60],
  ['LiteLLM fallbacks', 'B', { requested_model: 'llama' }, 6 / 60],
  ['LiteLLM tokens by team', 'A', { team_alias: 'search' }, (180 * 40) / 60],
  ['LiteLLM tokens by team', 'B', { team_alias: 'support' }, (60 * 15) / 60],
  ['LiteLLM requests by team', 'A', { team_alias: 'search' }, 180 / 60],
];

const FIGURES: Readonly<Record<keyof typeof JOBS, readonly Figure[]>> = {
  router: ROUTER,
  picker: PICKER,
  'picker-of-llm-d': [...PICKER, ...TENANTS],
  litellm: LITELLM,
};

describeWith(['prometheus'], 'the dashboard of gateways on what they expose', () => {
  const processes = new Processes();
  let stack: Stack;
  let panels: Panels;

  beforeAll(async () => {
    const jobs = Object.entries(JOBS).map(
      ([job, fixture]) => [job, [{ fixture: `gateways/${fixture}` }]] as const,
    );
    stack = await startStack(processes, Object.fromEntries(jobs));
    panels = new Panels(stack.settings, stack.api, [DASHBOARD]);
    await eventually(60, async () =>
      expect(await stack.api.query('up{job=~"router|picker.*|litellm"} == 1')).toHaveLength(4),
    );
    // Until the window of a rate is full.
    await new Promise((resolve) => setTimeout(resolve, 35_000));
  });

  afterAll(async () => {
    await processes.stop();
    stack?.stop();
  });

  it('has an answer on every panel', async () => {
    expect(panels.all.length).toBeGreaterThan(25);
    expect(await panels.empty(scrapedChoice('.+'))).toEqual([]);
  });

  describe.each(Object.entries(FIGURES))('of %s', (job, figures) => {
    it.each(figures)('shows on "%s" %s %o what the text says: %f', async (title, refId, labels, expected) => {
      const found = (await panels.read(DASHBOARD, title, refId, scrapedChoice(job))).filter(({ metric }) =>
        Object.entries(labels).every(([label, value]) => metric[label] === value),
      );
      expect(found).toHaveLength(1);
      // The text grows by the clock, so what is left is the time between a scrape and its stamp, which a busy machine stretches.
      expect(Math.abs(Number(found[0]!.value[1]) - expected)).toBeLessThanOrEqual(0.05 * expected);
    });
  });

  it('is held to a figure on every panel', () => {
    const held = new Set(Object.values(FIGURES).flatMap((figures) => figures.map(([title]) => title)));
    expect(panels.all.map(({ panel }) => panel.title).filter((title) => !held.has(title))).toEqual([]);
  });

  it('stores nothing of the router that an engine reports too, nor when a counter began', async () => {
    expect(await stack.api.query('vllm:num_requests_running{job="router"}')).toEqual([]);
    expect(await stack.api.query('{job=~"router|litellm",__name__=~".+_created"}')).toEqual([]);
    expect(await stack.api.query('vllm:num_incoming_requests_total{job="router"}')).toHaveLength(2);
  });
});
