import { VariableHide } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dashboards } from '../../configs/dashboards/index.ts';
import { dataSources } from '../../configs/grafana/data-sources.ts';
import { openBrowser, panelErrors } from '../../lab/browser.ts';
import { GrafanaApi } from '../../lab/common/grafana-api.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { GrafanaServer } from '../../lab/detection/grafana-server.ts';
import { exprsOf, rowsAndPanelsOf, topOf, unfolded, variablesOf } from '../configs/dashboards/dashboard.ts';
import { DashboardPage } from '../helpers/dashboard-page.ts';
import { BATCH, ELSEWHERE, escaped, JOBS, LARGE, NEWEST, SMALL } from '../helpers/drop-down-models.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith, toolPath } from '../helpers/tools.ts';
import { startStack, type Stack } from '../truth/stack.ts';

const PASSWORD = 'drop-downs';

describeWith(['prometheus', 'grafana', 'chromium'], 'the drop-downs of the dashboards, in a browser', () => {
  const processes = new Processes();
  let here: Stack;
  let there: Stack;
  let grafana: GrafanaServer;
  let browser: Browser;

  beforeAll(async () => {
    here = await startStack(processes, JOBS);
    there = await startStack(processes, { other: [{ fixture: NEWEST, model: ELSEWHERE }] });
    grafana = await GrafanaServer.start(toolPath('grafana')!, PASSWORD);
    const api = new GrafanaApi(grafana.url, 'admin', PASSWORD);
    for (const source of dataSources(here.settings)) {
      const url = source.type === 'prometheus' ? here.url : 'http://127.0.0.1:1';
      await api.call('POST', '/api/datasources', { ...source, access: 'proxy', url });
    }
    const second = { uid: 'there', name: 'There', type: 'prometheus', access: 'proxy', url: there.url };
    await api.call('POST', '/api/datasources', second);
    for (const { json } of dashboards(here.settings)) {
      await api.call('POST', '/api/dashboards/db', { dashboard: json, overwrite: true });
    }
    browser = await openBrowser(toolPath('chromium')!);
    await eventually(60, async () => {
      expect(await here.api.query('job_model:vllm_engines:count')).toHaveLength(3);
      expect(await there.api.query('job_model:vllm_engines:count')).toHaveLength(1);
    });
  });

  afterAll(async () => {
    await browser?.close();
    grafana?.stop();
    await processes.stop();
    here?.stop();
    there?.stop();
  });

  const open = (uid: string, query: Readonly<Record<string, string>> = {}) =>
    DashboardPage.open(browser, { grafanaUrl: grafana.url, password: PASSWORD, uid }, query);

  const instancesOf = async (selector: string) =>
    (await here.api.labelValues('instance', `vllm:num_requests_running{${selector}}`)).sort();

  it('are each limited by the selection in the previous ones', async () => {
    const dashboard = await open('vllm-performance');
    expect(await dashboard.dropDowns()).toEqual(['Job', 'Model', 'Instance']);
    expect(await dashboard.offered('Job')).toEqual(['batch', 'chat']);
    expect([...(await dashboard.offered('Model'))].sort()).toEqual([LARGE, SMALL, BATCH].sort());
    await dashboard.choose('Job', 'chat');
    expect([...(await dashboard.offered('Model'))].sort()).toEqual([LARGE, SMALL].sort());
    expect([...(await dashboard.offered('Instance'))].sort()).toEqual(await instancesOf('job="chat"'));
    await dashboard.choose('Model', LARGE);
    expect(await dashboard.offered('Instance')).toEqual(await instancesOf(`model_name="${LARGE}"`));
    expect(await dashboard.offered('Engine')).toEqual(['0', '1']);
    await dashboard.choose('Job', 'All');
    // A plain click would add the value to the selection.
    await dashboard.choose('Model', 'All');
    await dashboard.choose('Model', BATCH);
    expect(await dashboard.offered('Engine')).toEqual(['0']);
    await dashboard.close();
  });

  it('support several values, and all again', async () => {
    const dashboard = await open('vllm-performance');
    dashboard.takeQueries();
    await dashboard.choose('Model', SMALL, BATCH);
    expect([...dashboard.parameters.getAll('var-model_name')].sort()).toEqual([SMALL, BATCH].sort());
    const both = dashboard.takeQueries();
    expect(both.length).toBeGreaterThan(20);
    for (const { expr } of both) {
      expect(expr).toMatch(/model_name=~"\((Qwen|batch)/);
      expect(expr).toContain(String.raw`Qwen/Qwen2\\.5-7B`);
      expect(expr).toContain(String.raw`batch\\.v2`);
      expect(expr).not.toContain('Llama');
    }
    await dashboard.choose('Model', 'All');
    expect(dashboard.parameters.getAll('var-model_name')).toEqual(['$__all']);
    const all = dashboard.takeQueries();
    expect(all.length).toBe(both.length);
    for (const { expr } of all) expect(expr).toContain('model_name=~".+"');
    expect(await panelErrors(dashboard.page)).toEqual([]);
    await dashboard.close();
  });

  it('switch between series recorded per model and those of an instance', async () => {
    const [instance] = await instancesOf(`model_name="${LARGE}"`);
    const dashboard = await open('vllm-performance');
    const recorded = dashboard.takeQueries().filter(({ expr }) => expr.includes('job_model:vllm'));
    expect(recorded.length).toBeGreaterThan(10);
    await dashboard.choose('Instance', instance!);
    expect(dashboard.parameters.get('var-raw')).toBe('.+');
    const picked = dashboard.takeQueries();
    for (const { expr } of picked) expect(expr).toContain(`instance=~"${escaped(instance!)}"`);
    expect(await dashboard.chosen('Model')).toContain('All');
    const [ofInstance, ofAll] = await Promise.all(
      [`{instance="${instance}"}`, ''].map(async (selector) => {
        const [sum] = await here.api.query(`sum(vllm:num_requests_running${selector})`);
        return sum!.value[1];
      }),
    );
    expect(ofInstance).not.toBe(ofAll);
    const running = dashboard.page.getByTestId('data-testid Panel header Running');
    expect(await running.textContent()).toBe(`Running${ofInstance}`);
    await dashboard.choose('Engine', '1');
    const ofEngine = dashboard.takeQueries().filter(({ expr }) => expr.includes('engine=~'));
    expect(ofEngine.length).toBeGreaterThan(20);
    for (const { expr } of ofEngine) expect(expr).toContain('engine=~"1"');
    await dashboard.choose('Engine', 'All');
    await dashboard.choose('Instance', 'All');
    expect(dashboard.parameters.get('var-raw')).toBe('none');
    await dashboard.close();
  });

  it('switch the Prometheus data source', async () => {
    const dashboard = await open('vllm-fleet');
    expect(new Set(dashboard.takeQueries().map(({ dataSource }) => dataSource))).toEqual(
      new Set(['prometheus']),
    );
    await dashboard.choose('Prometheus data source', 'There');
    expect(dashboard.parameters.get('var-prometheus_datasource')).toBe('there');
    expect(new Set(dashboard.takeQueries().map(({ dataSource }) => dataSource))).toEqual(new Set(['there']));
    expect(await dashboard.offered('Model')).toEqual([ELSEWHERE]);
    await dashboard.page.getByRole('link', { name: ELSEWHERE, exact: true }).first().waitFor();
    await dashboard.close();
  });

  it('are kept by the links between dashboards, with the time', async () => {
    const dashboard = await open('vllm-performance', { from: 'now-3m' });
    await dashboard.choose('Job', 'chat');
    await dashboard.choose('Model', LARGE);
    for (const [uid, title] of [
      ['vllm-fleet', 'vLLM Fleet'],
      ['vllm-instances', 'vLLM Instances'],
      ['vllm-kv-cache', 'vLLM KV Cache and Speculative Decoding'],
    ] as const) {
      await dashboard.goTo(title);
      await dashboard.page.waitForURL((url) => url.pathname.startsWith(`/d/${uid}/`));
      await dashboard.settle();
      expect(Object.fromEntries(dashboard.parameters), title).toMatchObject({
        from: 'now-3m',
        to: 'now',
        'var-prometheus_datasource': 'prometheus',
        'var-job': 'chat',
        'var-model_name': LARGE,
        'var-instance': '$__all',
      });
      expect(await dashboard.chosen('Model'), title).toBe(LARGE);
    }
    await dashboard.close();
  });

  it('are set by a click on a model of the Fleet', async () => {
    const dashboard = await open('vllm-fleet', { from: 'now-3m', 'var-job': 'chat' });
    await dashboard.page.getByRole('link', { name: SMALL, exact: true }).first().click();
    await dashboard.page.waitForURL(/vllm-performance/);
    await dashboard.settle();
    expect(Object.fromEntries(dashboard.parameters)).toMatchObject({
      'var-job': 'chat',
      'var-model_name': SMALL,
      'var-prometheus_datasource': 'prometheus',
    });
    const [from, to] = ['from', 'to'].map((name) => new Date(dashboard.parameters.get(name)!).getTime());
    if (!Number.isNaN(from)) expect((to! - from!) / 60_000).toBeCloseTo(3, 0);
    else expect(dashboard.parameters.get('from')).toBe('now-3m');
    await dashboard.close();
  });

  const allDashboards = () => dashboards(here.settings);

  /** A control is 32 pixels high with margins of 16 pixels; the menu on the left is open, as in a new Grafana. */
  const ONE_LINE = 64;

  it('fit into one line with links and time picker in a window 1600 pixels wide', async () => {
    for (const { uid } of allDashboards()) {
      const dashboard = await open(uid);
      expect(await dashboard.headerHeight(), uid).toBeLessThanOrEqual(ONE_LINE);
      await dashboard.close();
    }
  });

  it.each(['vllm-performance', 'vllm-fleet', 'vllm-instances', 'vllm-kv-cache', 'services', 'vllm-hardware'])(
    'each change the queries of the dashboard %s',
    async (uid) => {
      const definition = allDashboards().find((each) => each.uid === uid)!;
      const dashboard = await open(uid);
      const all = rowsAndPanelsOf(definition.json);
      const folded = all.filter(({ collapsed }) => collapsed);
      // If all rows are collapsed, expanding them is a user's first action.
      const onlyFolded = folded.length === topOf(definition.json).length;
      if (onlyFolded) for (const { title } of folded) await dashboard.toggleRow(title);
      const queries = onlyFolded ? exprsOf(all) : unfolded(definition.json);
      const shown = variablesOf(definition).filter(
        ({ type, hide }) => type === 'query' && hide !== VariableHide.HideVariable,
      );
      for (const { name, label } of shown) {
        const [value] = await dashboard.offered(label!);
        expect(value, `${uid}: ${label} offers nothing`).toBeDefined();
        await dashboard.choose(label!, value!);
        expect(dashboard.parameters.getAll(`var-${name}`), `${uid}: ${label}`).toEqual([value]);
        dashboard.takeQueries();
        await dashboard.refresh();
        const sent = dashboard.takeQueries();
        const naming = new RegExp(`\\$\\{?${name}\\b`);
        const asked = [...queries].filter((expr) => naming.test(expr));
        // The last label exists only in newer versions.
        const wanted = [`"${escaped(value!)}"`, `"(?:${escaped(value!)})?"`];
        const followed = sent.filter(({ expr }) => wanted.some((text) => expr.includes(text)));
        expect(asked.length, `${uid}: ${label}`).toBeGreaterThan(0);
        expect(followed.length, `${uid}: ${label} = ${value}`).toBe(asked.length);
        expect(await panelErrors(dashboard.page), `${uid}: ${label}`).toEqual([]);
        await dashboard.choose(label!, 'All');
      }
      await dashboard.close();
    },
  );

  it.each(['vllm-instances', 'vllm-kv-cache', 'vllm-hardware'])(
    'run no queries for collapsed rows of %s until they are expanded',
    async (uid) => {
      const { json } = allDashboards().find((each) => each.uid === uid)!;
      const folded = rowsAndPanelsOf(json).filter(({ type, collapsed }) => type === 'row' && collapsed);
      expect(folded.length).toBeGreaterThan(0);
      const dashboard = await open(uid);
      expect(dashboard.takeQueries()).toHaveLength(unfolded(json).size);
      for (const { title, panels = [] } of folded) {
        await dashboard.toggleRow(title);
        expect(dashboard.takeQueries().length, title).toBe(exprsOf(panels).size);
        expect(await panelErrors(dashboard.page), title).toEqual([]);
        await dashboard.toggleRow(title);
        dashboard.takeQueries();
      }
      await dashboard.close();
    },
  );
});
