import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Version } from '../../configs/vllm/index.ts';
import { interpolate } from '../helpers/panel-queries.ts';
import { eventually } from '../../scripts/common/waiting.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith } from '../helpers/tools.ts';
import { dashboards } from '../../configs/dashboards/index.ts';
import { textOf, variablesOf } from '../configs/dashboards/board.ts';
import { ByHand } from '../truth/by-hand.ts';
import { needsMore, type Server } from '../truth/expectation.ts';
import { Panels, recordedChoice, scrapedChoice, type Choice } from '../truth/panels.ts';
import { startStack, type Stack } from '../truth/stack.ts';

const CAPTURED = 'captured';
const FIXTURE = 'vllm-0.32.0-loaded';

/** Two replicas of the captured server, told apart by their gauges, which it printed when it had come to rest. */
const REPLICAS = [
  { fixture: FIXTURE, gauges: gauges(3, 2, 0.25) },
  { fixture: FIXTURE, gauges: gauges(5, 1, 0.75) },
];

const MADE: readonly Version[] = ['0.8.5', '0.11.0', '0.20.2', '0.33.0'];
const jobOf = (version: Version) => `made-${version.replaceAll('.', '-')}`;

const NEWEST = jobOf('0.33.0');

function gauges(running: number, waiting: number, cache: number) {
  return {
    'vllm:num_requests_running': running,
    'vllm:num_requests_waiting': waiting,
    'vllm:kv_cache_usage_perc': cache,
  };
}

const servers: readonly (readonly [job: string, server: Server])[] = [
  [CAPTURED, { version: '0.32.0', features: 'none' }],
  ...MADE.map((version) => [jobOf(version), { version, features: 'all' }] as const),
];

const choices = (job: string): readonly (readonly [string, Choice])[] => [
  ['series recorded over 1m', recordedChoice(job, '1m')],
  ['series recorded over 5m', recordedChoice(job, '5m')],
  ['series recorded over 1h', recordedChoice(job, '1h')],
  ["the engines' own series", scrapedChoice(job)],
];

/** Boards of which the fixtures have nothing but the targets. */
const isServing = (board: string) => board.startsWith('vllm-');

describeWith(['prometheus'], 'the boards on what vLLM exposes', () => {
  const processes = new Processes();
  let stack: Stack;
  let panels: Panels;
  let leanStack: Stack;
  let leanPanels: Panels;

  beforeAll(async () => {
    const made = MADE.map((version) => [jobOf(version), [{ fixture: `made-${version}` }]] as const);
    stack = await startStack(processes, { [CAPTURED]: REPLICAS, ...Object.fromEntries(made) });
    panels = new Panels(stack.settings, stack.api);
    leanStack = await startStack(processes, { [NEWEST]: [{ fixture: 'made-0.33.0' }] }, 'lean');
    leanPanels = new Panels(leanStack.settings, leanStack.api);
    await eventually(60, async () =>
      expect(await stack.api.query('job_model:vllm_engines:count')).toHaveLength(servers.length),
    );
    // Until a window of a minute is full, and what averages over it has begun.
    await new Promise((resolve) => setTimeout(resolve, 75_000));
  });

  afterAll(async () => {
    await processes.stop();
    stack.stop();
    leanStack.stop();
  });

  it('have rules that can be evaluated', async () => {
    expect(await stack.api.brokenRules()).toEqual([]);
  });

  describe.each(servers)('%s', (job, server) => {
    it.each(choices(job))('fill every panel that the server can fill, from %s', async (_, choice) => {
      const able = panels.all
        .filter(({ board, panel }) => isServing(board) && !needsMore(panel, server))
        .map(({ board, panel }) => `${board}: ${panel.title}`);
      const empty = await panels.empty(choice);
      expect(empty.filter((title) => able.includes(title))).toEqual([]);
      expect(able.length).toBeGreaterThan(70);
    });
  });

  it.each(choices(NEWEST).slice(2))('fill them on a lean scrape too, from %s', async (_, choice) => {
    const [full, lean] = [await panels.empty(choice), await leanPanels.empty(choice)];
    expect(lean.filter((title) => !full.includes(title))).toEqual([]);
  });

  it('fill every panel of vLLM for the newest release with everything on', () => {
    const [, newest] = servers.at(-1)!;
    const unable = panels.all.filter(({ board, panel }) => isServing(board) && needsMore(panel, newest));
    expect(unable.map(({ panel }) => panel.title)).toEqual([]);
  });

  it('fill the panels about Prometheus from its own metrics', async () => {
    const empty = await panels.empty(recordedChoice('prometheus'));
    const row = [
      'Active series',
      'Samples stored',
      'Disk in use',
      'Mean response time of the API',
      'Rule failures',
    ];
    expect(empty.filter((title) => row.some((each) => title === `services: ${each}`))).toEqual([]);
  });

  const hand = new ByHand(`${FIXTURE}.prom`);
  /** Both replicas together, per second. */
  const perSecond = (name: string, labels = {}) => (REPLICAS.length * hand.total(name, labels)) / 60;
  const ttft = 'vllm:time_to_first_token_seconds';
  const tpot = 'vllm:request_time_per_output_token_seconds';
  const e2e = 'vllm:e2e_request_latency_seconds';
  const share = (part: number, whole: number) => part / whole;

  /** Board, panel, query, labels of the series, and the figure worked out from the text. */
  const figures: readonly (readonly [string, string, string, Readonly<Record<string, string>>, number])[] = [
    ['vllm-performance', 'Requests', 'A', {}, perSecond('vllm:request_success_total')],
    ['vllm-performance', 'Output tokens/s', 'A', {}, perSecond('vllm:generation_tokens_total')],
    ['vllm-performance', 'TTFT p99', 'A', {}, hand.quantile(0.99, ttft)],
    ['vllm-performance', 'Per output token p99', 'A', {}, hand.quantile(0.99, tpot)],
    ['vllm-performance', 'Running', 'A', {}, 3 + 5],
    ['vllm-performance', 'Waiting', 'A', {}, 2 + 1],
    ['vllm-performance', 'KV cache, fullest', 'A', {}, 0.75],
    ['vllm-performance', 'Failing requests', 'A', {}, 0],
    [
      'vllm-performance',
      'Responses by status',
      'A',
      { status: '4xx' },
      perSecond('http_requests_total', { status: '4xx' }),
    ],
    [
      'vllm-performance',
      'Responses by status',
      'A',
      { status: '2xx' },
      perSecond('http_requests_total', { status: '2xx' }),
    ],
    ['vllm-performance', 'Time to first token', 'B', {}, hand.quantile(0.95, ttft)],
    ['vllm-performance', 'Time to first token', 'D', {}, hand.quantile(0.5, ttft)],
    ['vllm-performance', 'Time to first token', 'E', {}, hand.mean(ttft)],
    [
      'vllm-performance',
      'Inter-token latency',
      'C',
      {},
      hand.quantile(0.9, 'vllm:inter_token_latency_seconds'),
    ],
    ['vllm-performance', 'Time per output token', 'E', {}, hand.mean(tpot)],
    ['vllm-performance', 'End-to-end latency', 'A', {}, hand.quantile(0.99, e2e)],
    ['vllm-performance', 'Queue time', 'E', {}, hand.mean('vllm:request_queue_time_seconds')],
    ['vllm-performance', 'Prefill time', 'E', {}, hand.mean('vllm:request_prefill_time_seconds')],
    ['vllm-performance', 'Decode time', 'E', {}, hand.mean('vllm:request_decode_time_seconds')],
    ['vllm-performance', 'Mean time by phase', 'C', {}, hand.mean('vllm:request_decode_time_seconds')],
    ['vllm-performance', 'Requests within objectives', 'A', {}, hand.within(ttft, '2.5')],
    ['vllm-performance', 'Requests within objectives', 'B', {}, hand.within(tpot, '0.1')],
    ['vllm-performance', 'Requests within objectives', 'C', {}, hand.within(e2e, '30.0')],
    [
      'vllm-performance',
      'Distribution of time to first token',
      'A',
      { le: '0.25' },
      perSecond(`${ttft}_bucket`, { le: '0.25' }),
    ],
    ['vllm-performance', 'Token throughput', 'A', {}, perSecond('vllm:prompt_tokens_total')],
    [
      'vllm-performance',
      'Prompt tokens by source',
      'A',
      { source: 'local_cache_hit' },
      share(
        hand.total('vllm:prompt_tokens_by_source_total', { source: 'local_cache_hit' }),
        hand.total('vllm:prompt_tokens_by_source_total'),
      ),
    ],
    ['vllm-performance', 'Tokens per step', 'C', {}, hand.mean('vllm:iteration_tokens_total')],
    ['vllm-performance', 'Engine steps', 'A', {}, perSecond('vllm:iteration_tokens_total_count')],
    ['vllm-performance', 'KV cache usage', 'B', {}, (0.25 + 0.75) / 2],
    ['vllm-performance', 'KV cache usage', 'C', {}, 0.25],
    [
      'vllm-performance',
      'Cache hit rates',
      'A',
      {},
      share(hand.total('vllm:prefix_cache_hits_total'), hand.total('vllm:prefix_cache_queries_total')),
    ],
    [
      'vllm-performance',
      'Finished requests by reason',
      'A',
      { finished_reason: 'length' },
      perSecond('vllm:request_success_total', { finished_reason: 'length' }),
    ],
    ['vllm-performance', 'Prompt length', 'C', {}, hand.mean('vllm:request_prompt_tokens')],
    ['vllm-performance', 'Generation length', 'B', {}, hand.quantile(0.5, 'vllm:request_generation_tokens')],
    ['vllm-performance', 'Sequences per request', 'A', {}, hand.mean('vllm:request_params_n')],
    ['vllm-fleet', 'Engines', 'A', {}, REPLICAS.length],
    ['vllm-fleet', 'Waiting requests per engine', 'A', {}, (2 + 1) / REPLICAS.length],
    ['vllm-fleet', 'KV cache head-room', 'A', {}, 1 - (0.25 + 0.75) / 2],
    ['vllm-fleet', 'End-to-end latency p99', 'A', {}, hand.quantile(0.99, e2e)],
    ['vllm-fleet', 'Burn rate, 1 h', 'A', { slo: 'e2e' }, (1 - hand.within(e2e, '30.0')) / 0.01],
    ['vllm-fleet', 'Burn rate, 1 h', 'A', { slo: 'tpot' }, (1 - hand.within(tpot, '0.1')) / 0.01],
    ['vllm-instances', 'Busiest to mean', 'A', {}, 5 / 4],
    ['vllm-instances', 'KV cache, fullest less emptiest', 'A', {}, 0.5],
    [
      'vllm-kv-cache',
      'Prompt tokens not computed/s',
      'A',
      {},
      perSecond('vllm:prompt_tokens_by_source_total', { source: 'local_cache_hit' }),
    ],
    [
      'services',
      'Error share by service',
      'B',
      {},
      share(hand.total('http_requests_total', { status: '4xx' }), hand.total('http_requests_total')),
    ],
  ];

  describe.each([
    ['recorded series', recordedChoice(CAPTURED)],
    ["the engines' own series", scrapedChoice(CAPTURED)],
  ] as const)('from %s', (_, choice) => {
    it.each(figures)(
      'show on %s "%s" %s %o what the text says: %f',
      async (board, title, refId, labels, expected) => {
        const series = await panels.read(board, title, refId, choice);
        const found = series.filter(({ metric }) =>
          Object.entries(labels).every(([label, value]) => metric[label] === value),
        );
        expect(found).toHaveLength(1);
        // The text grows by the clock, so what is left is the time between a scrape and its stamp.
        const actual = Number(found[0]!.value[1]);
        expect(Math.abs(actual - expected)).toBeLessThanOrEqual(0.01 * Math.abs(expected) + 1e-9);
      },
    );
  });

  it('are held to figures on at least 20 panels', () => {
    expect(new Set(figures.map(([board, title]) => `${board} ${title}`)).size).toBeGreaterThanOrEqual(20);
  });

  describe('the hidden variables', () => {
    const variable = async (name: string, values: Choice) => {
      const [board] = dashboards(stack.settings);
      const found = variablesOf(board!).find((each) => each.name === name)!;
      const expr = /^query_result\((.*)\)$/.exec(textOf(found))![1]!;
      const [series] = await stack.api.query(interpolate(expr, values));
      // As Grafana writes a result before it applies the pattern.
      const text = `{${Object.entries(series!.metric).map(([label, value]) => `${label}="${value}"`)}}`;
      return new RegExp(found.regex!.slice(1, -1)).exec(text)?.[1];
    };
    const all = { job: CAPTURED, instance: '.+', engine: '.+' };

    it('choose recorded series as long as nothing narrower is picked', async () => {
      expect(await variable('raw', all)).toBe('none');
      expect(await variable('raw', { ...all, instance: '127\\\\.0\\\\.0\\\\.1:8000' })).toBe('.+');
      expect(await variable('raw', { ...all, engine: '(0|1)' })).toBe('.+');
    });

    it("choose the engines' own series where none are recorded", async () => {
      expect(await variable('raw', { ...all, job: 'elsewhere' })).toBe('.+');
    });

    it.each([
      [3600, '1m'],
      [12 * 3600, '1m'],
      [24 * 3600, '5m'],
      [60 * 3600, '5m'],
      [7 * 86_400, '1h'],
    ])('choose the window for a range of %i s: %s', async (range, expected) => {
      expect(await variable('window', { __range_s: String(range) })).toBe(expected);
    });
  });
});
