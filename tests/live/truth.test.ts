import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Version } from '../../configs/vllm/index.ts';
import { interpolate } from '../helpers/panel-queries.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith } from '../helpers/tools.ts';
import { dashboards } from '../../configs/dashboards/index.ts';
import { textOf, variablesOf } from '../configs/dashboards/dashboard.ts';
import { needsMore, type Server } from '../truth/expectation.ts';
import { ByHand } from '../truth/by-hand.ts';
import { FIGURES, REPLICAS } from '../truth/figures.ts';
import { Panels, recordedChoice, scrapedChoice, type Choice } from '../truth/panels.ts';
import { startStack, type Stack } from '../truth/stack.ts';

const CAPTURED = 'captured';

/** The captured servers were at rest; panels that divide by running requests need some. */
const BUSY = { 'vllm:num_requests_running': 2 };

/** What servers of older releases printed after about 100 requests. */
const OLDER: readonly Version[] = ['0.10.2', '0.16.0'];
const olderJob = (version: Version) => `captured-${version.replaceAll('.', '-')}`;

const MADE: readonly Version[] = ['0.8.5', '0.11.0', '0.20.2', '0.33.0'];
const jobOf = (version: Version) => `made-${version.replaceAll('.', '-')}`;

const NEWEST = jobOf('0.33.0');

const servers: readonly (readonly [job: string, server: Server])[] = [
  [CAPTURED, { version: '0.32.0', features: 'none' }],
  ...OLDER.map((version) => [olderJob(version), { version, features: 'none' }] as const),
  ...MADE.map((version) => [jobOf(version), { version, features: 'all' }] as const),
];

const choices = (job: string): readonly (readonly [string, Choice])[] => [
  ['series recorded over 1m', recordedChoice(job, '1m')],
  ['series recorded over 5m', recordedChoice(job, '5m')],
  ['series recorded over 1h', recordedChoice(job, '1h')],
  ["the engines' own series", scrapedChoice(job)],
];

/**
 * Panels that a minute of the fixtures leaves empty: a list of what is not configured (the models have every setting), and figures
 * of half-hours, days and starts, which `tests/configs/capacity` has by hand.
 */
const EMPTY = [
  'Missing settings',
  'First resource to run out',
  'Resources at the highest load',
  'Forecast of the daily peak',
  'Time to serve (p50)',
  'Time to serve (p95)',
].map((title) => `vllm-capacity: ${title}`);

/** Dashboards for which the fixtures contain only the targets. */
const isServing = (dashboard: string) => dashboard.startsWith('vllm-');

describeWith(['prometheus'], 'the dashboards on what vLLM exposes', () => {
  const processes = new Processes();
  let stack: Stack;
  let panels: Panels;
  let leanStack: Stack;
  let leanPanels: Panels;

  beforeAll(async () => {
    const made = MADE.map((version) => [jobOf(version), [{ fixture: `vllm/made-${version}` }]] as const);
    const older = OLDER.map(
      (version) => [olderJob(version), [{ fixture: `vllm/vllm-${version}`, gauges: BUSY }]] as const,
    );
    stack = await startStack(processes, {
      [CAPTURED]: REPLICAS,
      ...Object.fromEntries(older),
      ...Object.fromEntries(made),
    });
    panels = new Panels(stack.settings, stack.api);
    leanStack = await startStack(processes, { [NEWEST]: [{ fixture: 'vllm/made-0.33.0' }] }, 'lean');
    leanPanels = new Panels(leanStack.settings, leanStack.api);
    await eventually(60, async () =>
      expect(await stack.api.query('job_model:vllm_engines:count')).toHaveLength(servers.length),
    );
    // Until a one-minute window is full, and averages over it have started.
    await new Promise((resolve) => setTimeout(resolve, 75_000));
  });

  afterAll(async () => {
    await processes.stop();
    stack.stop();
    leanStack.stop();
  });

  it('have rules that evaluate without errors', async () => {
    expect(await stack.api.brokenRules()).toEqual([]);
  });

  describe.each(servers)('%s', (job, server) => {
    it.each(choices(job))('have data in every panel that the server supports, from %s', async (_, choice) => {
      const able = panels.all
        .filter(({ dashboard, panel }) => isServing(dashboard) && !needsMore(panel, server))
        .map(({ dashboard, panel }) => `${dashboard}: ${panel.title}`)
        .filter((title) => !EMPTY.includes(title));
      const empty = await panels.empty(choice);
      expect(empty.filter((title) => able.includes(title))).toEqual([]);
      expect(able.length).toBeGreaterThan(70);
    });
  });

  it.each(choices(NEWEST).slice(2))('have the same data with a lean scrape, from %s', async (_, choice) => {
    const [full, lean] = [await panels.empty(choice), await leanPanels.empty(choice)];
    expect(lean.filter((title) => !full.includes(title))).toEqual([]);
  });

  it('have data in every vLLM panel for the newest release with everything enabled', () => {
    const [, newest] = servers.at(-1)!;
    const unable = panels.all.filter(
      ({ dashboard, panel }) => isServing(dashboard) && needsMore(panel, newest),
    );
    expect(unable.map(({ panel }) => panel.title)).toEqual([]);
  });

  describe.each([
    ['recorded series', recordedChoice(CAPTURED)],
    ["the engines' own series", scrapedChoice(CAPTURED)],
  ] as const)('from %s', (_, choice) => {
    it.each(FIGURES)(
      'show in %s "%s" %s %o the value of the exposition text: %f',
      async (dashboard, title, refId, labels, expected) => {
        const series = await panels.read(dashboard, title, refId, choice);
        const found = series.filter(({ metric }) =>
          Object.entries(labels).every(([label, value]) => metric[label] === value),
        );
        expect(found).toHaveLength(1);
        // The text follows the clock; the remaining error is the time between a scrape and its timestamp.
        const actual = Number(found[0]!.value[1]);
        expect(Math.abs(actual - expected)).toBeLessThanOrEqual(0.01 * Math.abs(expected) + 1e-9);
      },
    );
  });

  it.each(OLDER)('tell requests of %s from sequences', async (version) => {
    const hand = new ByHand(`vllm/vllm-${version}.prom`);
    const [series] = await panels.read(
      'vllm-performance',
      'Request rate',
      'A',
      recordedChoice(olderJob(version)),
    );
    expect(Number(series!.value[1]) * 60).toBeCloseTo(hand.total('vllm:request_params_n_count'), -1);
    expect(hand.total('vllm:request_success_total')).toBeGreaterThan(
      hand.total('vllm:request_params_n_count'),
    );
  });

  it('have expected values for at least 20 panels', () => {
    expect(new Set(FIGURES.map(([dashboard, title]) => `${dashboard} ${title}`)).size).toBeGreaterThanOrEqual(
      20,
    );
  });

  describe('the hidden variables', () => {
    const variable = async (name: string, values: Choice) => {
      const [dashboard] = dashboards(stack.settings);
      const found = variablesOf(dashboard!).find((each) => each.name === name)!;
      const expr = /^query_result\((.*)\)$/.exec(textOf(found))![1]!;
      const [series] = await stack.api.query(interpolate(expr, values));
      // The format in which Grafana passes a result to the regular expression.
      const text = `{${Object.entries(series!.metric).map(([label, value]) => `${label}="${value}"`)}}`;
      return new RegExp(found.regex!.slice(1, -1)).exec(text)?.[1];
    };
    const all = { job: CAPTURED, instance: '.+', engine: '.+' };

    it('select recorded series unless an instance or engine is selected', async () => {
      expect(await variable('raw', all)).toBe('none');
      expect(await variable('raw', { ...all, instance: '127\\\\.0\\\\.0\\\\.1:8000' })).toBe('.+');
      expect(await variable('raw', { ...all, engine: '(0|1)' })).toBe('.+');
    });

    it("select the engines' own series if none are recorded", async () => {
      expect(await variable('raw', { ...all, job: 'elsewhere' })).toBe('.+');
    });

    it.each([
      [3600, '1m'],
      [12 * 3600, '1m'],
      [24 * 3600, '5m'],
      [60 * 3600, '5m'],
      [7 * 86_400, '1h'],
    ])('choose the window for a range of %i s: %s', async (range, expected) => {
      expect(await variable('window', { __range_s: String(range), raw: 'none' })).toBe(expected);
    });

    it("choose the scrape interval for the engines' own series, whatever the range", async () => {
      expect(await variable('window', { __range_s: '604800', raw: '.+' })).toBe('1s');
    });
  });
});
