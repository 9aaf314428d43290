import { VariableHide } from '@grafana/grafana-foundation-sdk/dashboard';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dashboards } from '../../configs/dashboards/index.ts';
import { panelErrors } from '../../lab/browser.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { exprsOf, rowsAndPanelsOf, topOf, unfolded, variablesOf } from '../configs/dashboards/dashboard.ts';
import { DashboardServer } from '../helpers/dashboard-server.ts';
import { escaped, JOBS } from '../helpers/drop-down-models.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith } from '../helpers/tools.ts';
import { startStack, type Stack } from '../truth/stack.ts';

describeWith(['prometheus', 'grafana', 'chromium'], 'the queries of the dashboards, in a browser', () => {
  const processes = new Processes();
  let stack: Stack;
  let server: DashboardServer;

  beforeAll(async () => {
    stack = await startStack(processes, JOBS);
    server = await DashboardServer.start(stack);
    await eventually(60, async () =>
      expect(await stack.api.query('job_model:vllm_engines:count')).toHaveLength(3),
    );
  });

  afterAll(async () => {
    await server?.stop();
    await processes.stop();
    stack?.stop();
  });

  it.each(['vllm-performance', 'vllm-fleet', 'vllm-instances', 'vllm-kv-cache', 'services', 'vllm-hardware'])(
    'of %s change with each drop-down',
    async (uid) => {
      const definition = dashboards(stack.settings).find((each) => each.uid === uid)!;
      const dashboard = await server.open(uid);
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
    'are not run for collapsed rows of %s until they are expanded',
    async (uid) => {
      const { json } = dashboards(stack.settings).find((each) => each.uid === uid)!;
      const folded = rowsAndPanelsOf(json).filter(({ type, collapsed }) => type === 'row' && collapsed);
      expect(folded.length).toBeGreaterThan(0);
      const dashboard = await server.open(uid);
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
