import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dashboards } from '../../configs/dashboards/index.ts';
import { dataSources } from '../../configs/grafana/data-sources.ts';
import { parseSettings } from '../../configs/index.ts';
import { grafanaRuleGroups, RUNBOOK_UID, runbookPanelId } from '../../configs/rules/index.ts';
import { drawn, openBrowser, PATIENCE, panelErrors } from '../../lab/browser.ts';
import { GrafanaApi } from '../../lab/common/grafana-api.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { GrafanaServer } from '../../lab/detection/grafana-server.ts';
import { Loki } from '../../lab/detection/loki.ts';
import { JOBS, LARGE, SMALL } from '../helpers/drop-down-models.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith, toolPath } from '../helpers/tools.ts';
import { startStack, type Stack } from '../truth/stack.ts';

const PASSWORD = 'runbook';
const ALERT = 'VLLMPreemptionsHigh';
const VIEWER = { login: 'viewer', name: 'viewer', password: PASSWORD };
const LINE = 'ERROR the engine ran out of blocks';

/** An alert as Grafana's Alertmanager holds it. */
interface Fired {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

describeWith(['prometheus', 'loki', 'grafana', 'chromium'], 'the runbook link of an alert', () => {
  const processes = new Processes();
  let stack: Stack;
  let loki: Loki;
  let grafana: GrafanaServer;
  let api: GrafanaApi;
  let browser: Browser;

  /** An alert that fires at once. */
  const settingsOf = (grafanaUrl: string) =>
    parseSettings({
      targets: [{ name: 'chat', endpoints: ['a:8000'] }],
      alerts: { grafanaUrl, rules: { [ALERT]: { threshold: 0, for: '0s' } } },
    });

  beforeAll(async () => {
    [stack, loki, grafana] = await Promise.all([
      startStack(processes, JOBS),
      Loki.start(),
      GrafanaServer.start(toolPath('grafana')!, PASSWORD, '/monitoring'),
    ]);
    await loki.push({ service_name: 'chat' }, [LINE]);
    api = new GrafanaApi(grafana.url, 'admin', PASSWORD);
    const urls = { prometheus: stack.url, loki: loki.url };
    for (const source of dataSources(stack.settings)) {
      await api.call('POST', '/api/datasources', {
        ...source,
        access: 'proxy',
        url: urls[source.type as keyof typeof urls],
      });
    }
    await api.call('POST', '/api/admin/users', VIEWER);
    const settings = settingsOf(grafana.url);
    for (const { json } of dashboards(settings)) {
      await api.call('POST', '/api/dashboards/db', { dashboard: json, overwrite: true });
    }
    await createRule(settings);
    browser = await openBrowser(toolPath('chromium')!);
  });

  afterAll(async () => {
    await browser?.close();
    grafana?.stop();
    loki?.program.kill();
    await processes.stop();
    stack?.stop();
  });

  async function createRule(settings: ReturnType<typeof settingsOf>): Promise<void> {
    const groups = grafanaRuleGroups(settings);
    const rule = groups.flatMap(({ rules }) => rules).find(({ name }) => name === ALERT)!;
    await api.call('POST', '/api/folders', { uid: 'alerts', title: 'Alerts' });
    await api.call('POST', '/api/v1/provisioning/alert-rules', {
      ...rule,
      title: rule.name,
      orgID: 1,
      folderUID: 'alerts',
      ruleGroup: 'group',
      data: rule.datas.map(({ model, ...query }) => ({ ...query, model: JSON.parse(model) as unknown })),
    });
  }

  const fired = async (model: string): Promise<Fired> => {
    let found: Fired | undefined;
    await eventually(180, async () => {
      const alerts = await api.call<Fired[]>('GET', '/api/alertmanager/grafana/api/v2/alerts');
      found = alerts.find(({ labels }) => labels['model_name'] === model);
      expect(found, JSON.stringify(alerts)).toBeDefined();
    });
    return found!;
  };

  /** Opens an address as a user and waits until its panels are drawn. */
  async function follow(url: string, login: string): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1600, height: 1400 },
      reducedMotion: 'reduce',
      extraHTTPHeaders: {
        authorization: `Basic ${Buffer.from(`${login}:${PASSWORD}`).toString('base64')}`,
      },
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.goto(url);
    // Until then Grafana still writes the time range and the variables into the address, over that of a link.
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(1_000);
    await drawn(page);
    return page;
  }

  const panelTitled = (page: Page, title: string) => page.getByTestId(`data-testid Panel header ${title}`);

  /** The page shows the panel of the alert and no other. */
  async function expectRunbook(page: Page): Promise<void> {
    await panelTitled(page, ALERT).getByText('returns running requests to the queue').waitFor();
    expect(await page.getByTestId(/^data-testid Panel header /).count()).toBe(1);
  }

  /** Runs the query of a step, counted from 0, and returns what the page shows then. */
  async function run(page: Page, step: number): Promise<string> {
    await page.getByRole('link', { name: 'Run query' }).nth(step).click();
    const result = page.getByTestId(/^data-testid Panel header (Result|Log lines) of /);
    await result.waitFor();
    await page.waitForLoadState('networkidle');
    await drawn(page);
    expect(await panelErrors(page)).toEqual([]);
    expect(new URL(page.url()).pathname).toMatch(/^\/monitoring\/d\/runbook\b/);
    return (await result.textContent())!;
  }

  const instancesOf = (model: string) =>
    stack.api.labelValues('instance', `vllm:num_preemptions_total{model_name="${model}"}`);

  // A user of a managed Grafana is a viewer at first, and a viewer may not open Explore.
  it.each(['admin', VIEWER.login])(
    'shows its runbook, and runs a query for the alert, as %s',
    async (login) => {
      const { annotations } = await fired(LARGE);
      const page = await follow(annotations['runbook_url']!, login);
      await expectRunbook(page);
      const shown = await run(page, 0);
      expect(shown).toContain('vllm:num_preemptions_total{model_name=~"meta-llama/Llama-3.1.",');
      for (const instance of await instancesOf(LARGE)) expect(shown).toContain(instance);
      for (const instance of await instancesOf(SMALL)) expect(shown).not.toContain(instance);
      await page.goBack();
      await expectRunbook(page);
      await page.context().close();
    },
  );

  it('opens the query in Explore', async () => {
    const { annotations } = await fired(LARGE);
    const page = await follow(annotations['runbook_url']!, 'admin');
    await expectRunbook(page);
    await page.getByRole('link', { name: 'Open in Explore' }).first().click();
    const [instance] = await instancesOf(LARGE);
    await page.getByText(`{instance="${instance!}"}`).waitFor();
    expect(new URL(page.url()).pathname).toBe('/monitoring/explore');
    await page.context().close();
  });

  it('finds the log lines of the job', async () => {
    const panel = runbookPanelId('VLLMErrorFinishes');
    const url = `${grafana.url}/d/${RUNBOOK_UID}?viewPanel=${panel}&var-alert_job=chat`;
    const page = await follow(url, VIEWER.login);
    expect(await run(page, 1)).toContain(LINE);
    await page.context().close();
  });

  it('shows every entry when it is opened from the list of dashboards', async () => {
    const page = await follow(`${grafana.url}/d/${RUNBOOK_UID}`, VIEWER.login);
    // Those further down are drawn when they are scrolled to.
    await panelTitled(page, 'VLLMEngineStalled').getByText('The health check still passes').waitFor();
    expect(await run(page, 0)).toContain('{instance=~".+",');
    await page.context().close();
  });
});
