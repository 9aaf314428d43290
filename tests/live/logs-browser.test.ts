import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_JOB, DEMO_MODELS } from '../../configs/demo/models.ts';
import { CONTAINER_LABELS } from '../../configs/logs/index.ts';
import { parseSettings } from '../../configs/index.ts';
import { openDashboard, openBrowser, panelErrors } from '../../lab/browser.ts';
import { freePorts, quickServers } from '../../lab/common/servers.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { LokiApi } from '../../lab/logs/loki-api.ts';
import { docker } from '../helpers/docker.ts';
import { DockerStack } from '../helpers/docker-stack.ts';
import { GrafanaApi } from '../../lab/common/grafana-api.ts';
import { toolPath } from '../helpers/tools.ts';

const PORTS = await freePorts();
const config = {
  demo: true,
  ...quickServers(PORTS, 'admin'),
  logs: { tempo: 'tempo' },
};
const { images } = parseSettings(config);
const model = DEMO_MODELS[1]!.name;
const REQUEST = 'chatcmpl-1f0c9c3e7d3a4b5f';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
/** Log lines of a vLLM server; the simulators print none of them. */
const LINES = [
  '(APIServer pid=1) INFO:     Started server process [1]',
  `(APIServer pid=1) INFO 11-24 02:57:44 [logger.py:41] Received request ${REQUEST}: prompt: None, params: SamplingParams(n=1)`,
  JSON.stringify({
    levelname: 'INFO',
    name: 'vllm.tracing',
    message: 'span exported',
    request_id: REQUEST,
    trace_id: TRACE,
  }),
  '(APIServer pid=1) INFO:     10.0.0.7:5000 - "POST /v1/completions HTTP/1.1" 500 Internal Server Error',
  '(EngineCore_DP0 pid=9) ERROR 11-24 02:57:44 [core.py:1] EngineCore encountered a fatal error.',
];

const why = DockerStack.missing(config, 'chromium');
if (why) console.log(`skipped: logs in a browser (${why})`);

describe.skipIf(why)('logs in a browser', () => {
  const stack = new DockerStack('livelogs');
  const grafanaUrl = `http://127.0.0.1:${PORTS.grafana}`;
  const server = `${stack.prefix}-vllm`;
  let browser: Browser;

  beforeAll(async () => {
    stack.configure(config);
    await stack.run('up');
    await new GrafanaApi(grafanaUrl, 'admin', 'admin').call('POST', '/api/datasources', {
      uid: 'tempo',
      name: 'Tempo',
      type: 'tempo',
      access: 'proxy',
      url: 'http://127.0.0.1:1',
    });
    docker(
      ...['run', '-d', '--name', server, '--network', 'none', '--entrypoint', 'node'],
      ...['--label', `${CONTAINER_LABELS.logs}=true`, '--label', `${CONTAINER_LABELS.service}=${DEMO_JOB}`],
      ...['--label', `${CONTAINER_LABELS.model}=${model}`, images.node],
      ...[
        '-e',
        `for (const line of ${JSON.stringify(LINES)}) console.log(line); setInterval(() => {}, 60000)`,
      ],
    );
    const loki = new LokiApi(`http://127.0.0.1:${PORTS.loki}`);
    await eventually(60, async () =>
      expect((await loki.search(`{container="${server}"}`)).entries).toHaveLength(LINES.length),
    );
    browser = await openBrowser(toolPath('chromium')!);
  });

  afterAll(async () => {
    await browser?.close();
    docker('rm', '-f', server);
    await stack.remove();
  });

  it('link from a graph of the Performance dashboard to the lines of its servers in its time range', async () => {
    const page = await open('vllm-performance', {
      from: 'now-10m',
      'var-job': DEMO_JOB,
      'var-model_name': model,
    });
    await (await linkToLogs(page)).click();
    await page.waitForURL(/\/d\/vllm-logs/);
    const parameters = new URL(page.url()).searchParams;
    expect(Object.fromEntries(parameters)).toMatchObject({
      from: 'now-10m',
      to: 'now',
      'var-loki_datasource': 'loki',
      'var-service': DEMO_JOB,
      'var-model_name': model,
    });
    const lines = panel(page, 'Log lines');
    await lines.getByText('EngineCore encountered a fatal error').waitFor();
    expect(await panelErrors(page)).toEqual([]);
    expect(await lines.textContent()).not.toContain(DEMO_MODELS[0]!.name);
    await keep(page, 'metric-to-logs');
    await page.context().close();
  });

  it('link with the filters of the graph if no server is selected', async () => {
    const page = await open('vllm-performance', { from: 'now-10m' });
    const href = await (await linkToLogs(page)).getAttribute('href');
    const { searchParams } = new URL(href!, grafanaUrl);
    expect(searchParams.has('var-service')).toBe(false);
    expect(searchParams.get('var-model_name')).toBe('$__all');
    await page.context().close();
  });

  it('are annotated on the graphs where a server started or an engine died', async () => {
    const page = await open('vllm-performance', { from: 'now-10m' });
    const marks = panel(page, 'End-to-end latency').getByTestId('data-testid annotation-marker');
    await marks.first().waitFor();
    const texts = await Promise.all(
      [0, 1].map(async (position) => {
        // They overlap because both lines were printed at once.
        await marks.nth(position).dispatchEvent('mouseover');
        const title = new RegExp(`(Server started|Fatal error): ${DEMO_JOB}`);
        // The line follows its title.
        const shown = await page.getByText(title).allTextContents();
        return shown.map((text) => title.exec(text)![0]);
      }),
    );
    expect([...new Set(texts.flat())].sort()).toEqual([
      `Fatal error: ${DEMO_JOB}`,
      `Server started: ${DEMO_JOB}`,
    ]);
    await page.context().close();
  });

  it('show request and trace of a line in its details, with links', async () => {
    const page = await open('vllm-logs', { from: 'now-10m', 'var-service': DEMO_JOB });
    const lines = panel(page, 'Log lines');
    await lines.getByText('span exported').click();
    const request = lines.getByRole('link', { name: 'All lines of this request' });
    const trace = await lines.getByRole('link', { name: 'Trace', exact: true }).getAttribute('href');
    const { datasource, queries } = JSON.parse(new URL(trace!, grafanaUrl).searchParams.get('left')!) as {
      datasource: string;
      queries: { query: string }[];
    };
    expect([datasource, queries.map(({ query }) => query)]).toEqual(['tempo', [TRACE]]);
    const href = await request.getAttribute('href');
    expect(new URL(href!, grafanaUrl).searchParams.get('var-search')).toBe(REQUEST);
    await page.goto(`${grafanaUrl}${href}`);
    const found = panel(page, 'Log lines');
    await found.getByText('Received request').waitFor();
    await found.getByText('span exported').waitFor();
    expect(await found.getByText('EngineCore encountered').count()).toBe(0);
    await page.context().close();
  });

  it('have data in every panel of the dashboard that should', async () => {
    const page = await open('vllm-logs', { from: 'now-10m', 'var-model_name': model });
    await panel(page, 'Log lines').getByText('EngineCore encountered a fatal error').waitFor();
    for (const [title, text] of [
      ['Errors', '1'],
      ['Fatal errors', '1'],
      ['Server starts', '1'],
      ['5xx', '1'],
      ['4xx', '0'],
      ['Log lines by level', 'error'],
      ['Log lines by service', DEMO_JOB],
      ['Errors by signature', 'core.py'],
      ['Responses by status', '500'],
      ['Failed requests by path', '/v1/completions'],
      ['Failed requests', 'Internal Server Error'],
    ] as const) {
      await panel(page, title)
        .getByText(text, { exact: title !== 'Failed requests' })
        .first()
        .waitFor();
    }
    expect(await panelErrors(page)).toEqual([]);
    // The stack's own services serve no model.
    expect(await panel(page, 'Log lines by service').textContent()).not.toContain('grafana');
    await keep(page, 'vllm-logs');
    await page.context().close();
  });

  /** High enough to render everything at once. */
  function open(uid: string, query: Record<string, string>): Promise<Page> {
    const scale = process.env['PICTURES'] === undefined ? 0.5 : 1;
    const view = { grafanaUrl, user: 'admin', password: 'admin', uid, height: 2_600, scale };
    return openDashboard(browser, { ...view, query: String(new URLSearchParams({ to: 'now', ...query })) });
  }

  const panel = (page: Page, title: string) =>
    page.getByTestId(`data-testid Panel header ${title}`).and(page.locator('section'));

  /**
   * The link in the tooltip of a graph. Only a click close to a line opens it, so several heights are tried, at the newest
   * points because the stack is minutes old.
   */
  async function linkToLogs(page: Page): Promise<Locator> {
    const area = panel(page, 'End-to-end latency').locator('.u-over').first();
    const link = page.getByRole('link', { name: 'Logs of these servers' });
    // The first page of a new Grafana takes long on a machine that is busy.
    await area.waitFor({ timeout: 120_000 });
    const { width, height } = (await area.boundingBox())!;
    for (let y = height - 4; y > 0; y -= 8) {
      await page.keyboard.press('Escape');
      await area.click({ position: { x: 0.98 * width, y } });
      await page.waitForTimeout(500);
      if (await link.isVisible()) return link;
    }
    throw new Error('no click on the graph leads to its logs');
  }

  /** A screenshot for the documentation, if a folder is configured. */
  async function keep(page: Page, name: string): Promise<void> {
    const folder = process.env['PICTURES'];
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
  }
});
