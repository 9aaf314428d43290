import { afterAll, beforeAll, expect, it } from 'vitest';
import { dashboards } from '../../configs/dashboards/index.ts';
import { panelErrors } from '../../lab/browser.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { DashboardServer } from '../helpers/dashboard-server.ts';
import { BATCH, ELSEWHERE, escaped, JOBS, LARGE, NEWEST, SMALL } from '../helpers/drop-down-models.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith } from '../helpers/tools.ts';
import { startStack, type Stack } from '../truth/stack.ts';

describeWith(['prometheus', 'grafana', 'chromium'], 'the drop-downs of the dashboards, in a browser', () => {
  const processes = new Processes();
  let here: Stack;
  let there: Stack;
  let server: DashboardServer;

  beforeAll(async () => {
    here = await startStack(processes, JOBS);
    there = await startStack(processes, { other: [{ fixture: NEWEST, model: ELSEWHERE }] });
    server = await DashboardServer.start(here);
    await server.addDataSource({ uid: 'there', name: 'There', type: 'prometheus', url: there.url });
    await eventually(60, async () => {
      expect(await here.api.query('job_model:vllm_engines:count')).toHaveLength(3);
      expect(await there.api.query('job_model:vllm_engines:count')).toHaveLength(1);
    });
  });

  afterAll(async () => {
    await server?.stop();
    await processes.stop();
    here?.stop();
    there?.stop();
  });

  const instancesOf = async (selector: string) =>
    (await here.api.labelValues('instance', `vllm:num_requests_running{${selector}}`)).sort();

  it('are each limited by the selection in the previous ones', async () => {
    const dashboard = await server.open('vllm-performance');
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
    const dashboard = await server.open('vllm-performance');
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
    const dashboard = await server.open('vllm-performance');
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
    const dashboard = await server.open('vllm-fleet');
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
    const dashboard = await server.open('vllm-performance', { from: 'now-3m' });
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
    const dashboard = await server.open('vllm-fleet', { from: 'now-3m', 'var-job': 'chat' });
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

  /** A control is 32 pixels high with margins of 16 pixels; the menu on the left is open, as in a new Grafana. */
  const ONE_LINE = 64;

  it('fit into one line with links and time picker in a window 1600 pixels wide', async () => {
    for (const { uid } of dashboards(here.settings)) {
      const dashboard = await server.open(uid);
      expect(await dashboard.headerHeight(), uid).toBeLessThanOrEqual(ONE_LINE);
      await dashboard.close();
    }
  });
});
