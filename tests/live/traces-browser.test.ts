import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportRequest, newContext } from '../../configs/demo/driver/otlp.ts';
import { requestSpan, vllmResource } from '../../configs/demo/driver/vllm-spans.ts';
import { parseSettings } from '../../configs/index.ts';
import { CONTAINER_LABELS } from '../../configs/logs/index.ts';
import { openBrowser, openDashboard, panelErrors, PATIENCE } from '../../lab/browser.ts';
import { freePort } from '../../lab/common/free-port.ts';
import { GrafanaApi } from '../../lab/common/grafana-api.ts';
import { freePorts, quickServers } from '../../lab/common/servers.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { LokiApi } from '../../lab/logs/loki-api.ts';
import { docker } from '../helpers/docker.ts';
import { DockerStack } from '../helpers/docker-stack.ts';
import { toolPath } from '../helpers/tools.ts';

const PORTS = await freePorts();
const otlp = await freePort();
const config = {
  demo: true,
  ...quickServers(PORTS, 'admin'),
  traces: { enabled: true, grpcPort: await freePort(), httpPort: otlp, sampling: { share: 1 } },
};
const { images } = parseSettings(config);
const AUTH = { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` };

/** A completion as vLLM 0.32 names it: in the response, in its span, and in its log. */
const RESPONSE = 'cmpl-walk-5b1c';
const SPAN = `${RESPONSE}-0`;
const LINES = [
  `(APIServer pid=1) INFO 11-24 02:57:44 [logger.py:41] Received request ${SPAN}-1a2b3c4d: prompt: None, params: SamplingParams(n=1)`,
  `(APIServer pid=1) INFO 11-24 02:57:44 [async_llm.py:269] Added request ${SPAN}-1a2b3c4d.`,
  `(Gateway pid=1) INFO 11-24 02:57:45 [proxy.py:7] answered ${RESPONSE}`,
  // Of another request, whose id begins alike.
  `(APIServer pid=1) INFO 11-24 02:57:46 [logger.py:41] Received request ${SPAN}1-1a2b3c4d: prompt: None`,
];

const why = DockerStack.missing(config, 'chromium');
if (why) console.log(`skipped: traces in a browser (${why})`);

describe.skipIf(why)('traces in a browser', { timeout: 600_000 }, () => {
  const stack = new DockerStack('livetraces');
  const grafanaUrl = `http://127.0.0.1:${PORTS.grafana}`;
  const server = `${stack.prefix}-vllm`;
  const context = newContext();
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    stack.configure(config);
    await stack.run('up');
    docker(
      ...['run', '-d', '--name', server, '--network', 'none', '--entrypoint', 'node'],
      ...['--label', `${CONTAINER_LABELS.logs}=true`, '--label', `${CONTAINER_LABELS.service}=vllm-walk`],
      ...[images.node, '-e'],
      `for (const line of ${JSON.stringify(LINES)}) console.log(line); setInterval(() => {}, 60000)`,
    );
    await sendSpan();
    const loki = new LokiApi(`http://127.0.0.1:${PORTS.loki}`);
    const grafana = new GrafanaApi(grafanaUrl, 'admin', 'admin');
    await eventually(120, async () => {
      expect((await loki.search(`{container="${server}"}`)).entries).toHaveLength(LINES.length);
      expect(await tracesOf(grafana, `{ span.gen_ai.request.id = "${SPAN}" }`)).toHaveLength(1);
      // Metrics of spans, and with them exemplars, follow half a minute later.
      expect(await grafana.valuesOf('prometheus', 'traces_spanmetrics_calls_total')).toBeGreaterThan(0);
    });
    browser = await openBrowser(toolPath('chromium')!);
  }, 900_000);

  afterAll(async () => {
    await browser?.close();
    docker('rm', '-f', server);
    await stack.remove();
  }, 300_000);

  it('lead from a latency panel by an exemplar to a trace, to its log lines, and from a line back to the trace', async () => {
    page = await openDashboard(browser, {
      ...{ grafanaUrl, user: 'admin', password: 'admin', uid: 'vllm-requests' },
      ...{ query: 'from=now-10m&to=now', height: 1000, scale: pictures === undefined ? 0.5 : 1 },
    });
    page.setDefaultTimeout(PATIENCE);
    expect(await panelErrors(page)).toEqual([]);
    const latency = page
      .getByTestId('data-testid Panel header Request duration')
      .and(page.locator('section'));
    await latency.getByTestId('data-testid Exemplar marker').last().hover({ force: true });
    await page.getByRole('link', { name: 'Query with Tempo' }).first().click();
    await page.waitForURL(/\/explore/);
    const traceId = await openedTrace();
    await keep('exemplar-to-trace');

    await linesOfSpan('llm_request');
    const line = page.getByText(/^Finished request/);
    await line.first().waitFor();
    expect(await line.count()).toBe(1);
    expect(await line.textContent()).toContain(`trace_id=${traceId}`);
    await keep('trace-to-logs');

    await line.click();
    for (const name of ['Trace', 'Trace of this request']) {
      const href = await page.getByRole('link', { name, exact: true }).getAttribute('href');
      const other = await page.context().newPage();
      other.setDefaultTimeout(PATIENCE);
      await other.goto(`${grafanaUrl}${href}`);
      // The second is a search, which has one result.
      if (name !== 'Trace') await other.getByRole('link', { name: traceId.replace(/^0+/, '') }).click();
      await other.getByText(traceId).last().waitFor();
      await span(other, 'llm_request').first().waitFor();
      await other.close();
    }
    await page.context().close();
  });

  it('lead from lines of vLLM, whose ids are longer than those of its spans, to the trace and back', async () => {
    page = await explore({ datasource: 'loki', queries: [{ refId: 'A', expr: `{container="${server}"}` }] });
    for (const text of ['Received request', 'Added request', 'answered']) {
      const line = page.getByText(new RegExp(`${text} ${RESPONSE}(-0-1a2b3c4d)?(?![\\w-])`)).first();
      await line.click();
      const href = await page.getByRole('link', { name: 'Trace of this request' }).getAttribute('href');
      await line.click();
      expect(await tracesOf(new GrafanaApi(grafanaUrl, 'admin', 'admin'), queryOf(href!)), text).toEqual([
        context.traceId.replace(/^0+/, ''),
      ]);
    }
    await page.context().close();

    page = await explore({
      datasource: 'tempo',
      queries: [{ refId: 'A', queryType: 'traceql', query: context.traceId }],
    });
    await linesOfSpan('llm_request');
    await page
      .getByText(/Received request/)
      .first()
      .waitFor();
    const found = await page.getByText(new RegExp(`(Received|Added) request ${RESPONSE}`)).allTextContents();
    expect(found.sort()).toEqual(LINES.slice(0, 2).sort());
    await page.context().close();
  });

  const pictures = process.env['PICTURES'];

  async function sendSpan(): Promise<void> {
    const resource = vllmResource('vllm-walk', 'model', 'vllm:8000');
    const request = {
      e2e: 2,
      firstToken: 0.4,
      queue: 0.1,
      promptTokens: 9,
      completionTokens: 20,
      maxTokens: 20,
    };
    const span = {
      ...requestSpan(resource, newContext(), { id: SPAN, end: Date.now(), ...request }),
      ...context,
    };
    const { status } = await fetch(`http://127.0.0.1:${otlp}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(exportRequest([{ ...span, parent: undefined }])),
    });
    expect(status).toBe(200);
  }

  /** Ids of the traces that a query finds in the last hour. */
  async function tracesOf(grafana: GrafanaApi, q: string): Promise<string[]> {
    const end = Math.ceil(Date.now() / 1000);
    const range = { start: String(end - 3600), end: String(end) };
    const { traces = [] } = await grafana.call<{ traces?: { traceID: string }[] }>(
      'GET',
      `/api/datasources/proxy/uid/tempo/api/search?${new URLSearchParams({ q, ...range })}`,
    );
    return traces.map(({ traceID }) => traceID);
  }

  /** A span in the view of a trace. */
  const span = (shown: Page, name: string): Locator =>
    shown.locator('a,button').filter({ hasText: new RegExp(`${name} \\(`) });

  /** The id of the trace that Explore shows, which keeps it in its URL in changing forms. */
  async function openedTrace(): Promise<string> {
    await span(page, 'llm_request').first().waitFor();
    return /"query":"([0-9a-f]{16,32})"/.exec(decodeURIComponent(page.url()))![1]!;
  }

  /** Opens the log lines of a span beside the trace. */
  async function linesOfSpan(name: string): Promise<void> {
    await span(page, name).first().click();
    await page.getByRole('button', { name: 'Links' }).click();
    await page.getByRole('menuitem', { name: 'Logs for this span' }).click();
    await loaded(page.getByText(/request (chatcmpl|cmpl)-/));
  }

  const loaded = (lines: Locator) => lines.first().waitFor();

  async function explore(left: unknown): Promise<Page> {
    const opened = await (
      await browser.newContext({
        viewport: { width: 1600, height: 1000 },
        deviceScaleFactor: 0.5,
        reducedMotion: 'reduce',
        extraHTTPHeaders: AUTH,
      })
    ).newPage();
    opened.setDefaultTimeout(PATIENCE);
    const state = { range: { from: 'now-1h', to: 'now' }, ...(left as object) };
    await opened.goto(`${grafanaUrl}/explore?left=${encodeURIComponent(JSON.stringify(state))}`);
    return opened;
  }

  const queryOf = (href: string): string => {
    const { queries } = JSON.parse(new URL(href, grafanaUrl).searchParams.get('left')!) as {
      queries: { query: string }[];
    };
    return queries[0]!.query;
  };

  /** A screenshot for the documentation, if a folder is configured. */
  async function keep(name: string): Promise<void> {
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) });
  }
});
