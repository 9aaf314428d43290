import { describe, expect, it, test } from 'vitest';
import { incidentPlan } from '../../../configs/demo/incident.ts';
import { annotations } from '../../../configs/dashboards/annotations.ts';
import { dashboards } from '../../../configs/dashboards/index.ts';
import { logsDashboard } from '../../../configs/dashboards/logs/dashboard.ts';
import { counted, line, logs, top, where } from '../../../configs/logql/index.ts';
import { lokiDataSourceJson } from '../../../configs/logs/index.ts';
import { matches } from '../../../configs/promql/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { faultsOf } from './logql.ts';

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly description?: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly targets?: readonly { readonly expr: string; readonly datasource?: { readonly type: string } }[];
  readonly fieldConfig?: { readonly defaults: { readonly links?: readonly { readonly url: string }[] } };
  readonly panels?: readonly Panel[];
}

const settings = parseSettings({});
const { uid, json } = logsDashboard(settings);
const panels = (json['panels'] as readonly Panel[]).flatMap((panel) => [panel, ...(panel.panels ?? [])]);
const queries = panels.flatMap(({ title, targets = [] }) =>
  targets.filter(({ datasource }) => datasource?.type === 'loki').map(({ expr }) => [title, expr] as const),
);

describe('LogQL', () => {
  it('is built as it is written', () => {
    expect(logs({ stack: 'x', service_name: matches('$service') }, line('=', 'a "b"'))).toBe(
      '{stack="x",service_name=~"$service"} |= `a "b"`',
    );
    expect(where('status', '=~', '5..')).toBe('| status=~`5..`');
    expect(top(5, counted('{a="b"}', ['c', 'd'], '$__auto'))).toBe(
      'topk(5, sum by (c, d) (count_over_time({a="b"} [$__auto])))',
    );
    expect(counted('{a="b"}', [], '5m')).toBe('sum(count_over_time({a="b"} [5m]))');
  });

  it('is seen to be wrong where it is', () => {
    expect(faultsOf('sum(count_over_time({a="b"} |= [5m]))')).not.toEqual([]);
  });
});

describe('the dashboard of logs', () => {
  it('keeps its uid', () => expect(uid).toBe('vllm-logs'));

  it('has the panels that answer the questions', () => {
    expect(queries.length).toBeGreaterThan(12);
    expect(panels.map(({ title }) => title)).toEqual(
      expect.arrayContaining([
        'Log lines by level',
        'Log lines by service',
        'Errors by signature',
        'Responses by status',
        'Failed requests',
        'Distribution of end-to-end latency',
        'Log lines',
      ]),
    );
  });

  test.each(queries)('%s: %s is LogQL, of this stack alone', (_, expr) => {
    expect(faultsOf(expr)).toEqual([]);
    expect(expr).toContain('stack="llm-monitoring"');
  });

  it('describes every panel and takes its source from a variable', () => {
    for (const panel of panels.filter(({ type }) => type !== 'row')) {
      expect(panel.description, panel.title).toMatch(/\w+/);
      expect(panel.datasource?.uid, panel.title).toMatch(/^\$\{(loki|prometheus)_datasource\}$/);
    }
  });

  it('filters by service, model, level and text', () => {
    const variables = (json['templating'] as { list: { name: string }[] }).list.map(({ name }) => name);
    expect(variables).toEqual([
      'loki_datasource',
      'prometheus_datasource',
      'service',
      'model_name',
      'level',
      'search',
    ]);
    const lines = queries.find(([title]) => title === 'Log lines')?.[1];
    for (const name of variables.slice(2))
      expect(lines).toContain(`$${name === 'search' ? '{search:regex}' : name}`);
  });
});

describe('the marks on every dashboard', () => {
  const marks = annotations(settings).map((builder) => builder.build());

  it('are restarts and fatal errors, in LogQL', () => {
    expect(marks.map(({ name }) => name)).toEqual(['Server started', 'Fatal error']);
    for (const { expr } of marks) expect(faultsOf(expr!)).toEqual([]);
  });

  it('are on every dashboard', () => {
    for (const { json, title } of dashboards(settings)) {
      expect((json['annotations'] as { list: unknown[] }).list, title).toHaveLength(marks.length);
    }
  });

  it('show the incidents of the demo, where it causes any, from the metric of its driver', () => {
    const [mark, ...others] = annotations(parseSettings({ logs: { enabled: false }, demo: true }));
    expect(others).toEqual([]);
    const { datasource, expr, titleFormat } = mark!.build();
    expect(datasource).toEqual({ type: 'prometheus', uid: 'prometheus' });
    expect(expr).toBe(`${incidentPlan(900).metric} > 0`);
    expect(titleFormat).toContain('Demo incident');
    expect(annotations(parseSettings({ logs: { enabled: false }, demo: { incident: false } }))).toEqual([]);
  });

  it('are left out where no logs are collected', () => {
    expect(annotations(parseSettings({ logs: { enabled: false } }))).toEqual([]);
  });
});

describe('logs on the dashboards of vLLM', () => {
  const uids = ['vllm-performance', 'vllm-instances'];
  const rows = (logs: Record<string, unknown>) =>
    dashboards(parseSettings({ logs }))
      // Which has a row for the alerts on logs.
      .filter(({ uid }) => uid !== 'runbook')
      .flatMap(({ uid, json }) =>
        (json['panels'] as Panel[]).filter(({ title }) => title === 'Logs').map((row) => ({ uid, row })),
      );

  it('are a row of their own, in LogQL, with what the dashboard has chosen', () => {
    expect(rows({}).map(({ uid }) => uid)).toEqual(uids);
    for (const { row } of rows({})) {
      for (const { expr } of row.panels!.flatMap(({ targets = [] }) => targets)) {
        expect(faultsOf(expr)).toEqual([]);
        expect(expr).toContain('service_name=~"$job"');
      }
    }
  });

  it('are a click away from every graph, with time, job and model kept', () => {
    const graphs = (logs: Record<string, unknown>) =>
      dashboards(parseSettings({ logs }))
        .filter(({ uid }) => uids.includes(uid))
        .flatMap(({ json }) => (json['panels'] as Panel[]).flatMap((each) => [each, ...(each.panels ?? [])]))
        .filter(({ type }) => type === 'timeseries');
    expect(graphs({}).length).toBeGreaterThan(20);
    for (const { title, fieldConfig } of graphs({})) {
      expect(
        fieldConfig?.defaults.links?.map(({ url }) => url),
        title,
      ).toEqual([
        '/d/vllm-logs?${__url_time_range}&${loki_datasource:queryparam}&${job:customqueryparam:var-service}&${model_name:queryparam}',
      ]);
    }
    for (const { fieldConfig } of graphs({ enabled: false })) {
      expect(fieldConfig?.defaults.links).toBeUndefined();
    }
  });

  it('are left out with the dashboard of logs where none are collected', () => {
    expect(rows({ enabled: false })).toEqual([]);
    const without = dashboards(parseSettings({ logs: { enabled: false } }));
    expect(without.map(({ uid }) => uid)).not.toContain('vllm-logs');
    expect(JSON.stringify(without)).not.toContain('"loki"');
  });
});

describe('the data source', () => {
  it('leads from a request id to its lines', () => {
    const { derivedFields } = lokiDataSourceJson(settings);
    expect(derivedFields).toEqual([
      expect.objectContaining({ matcherType: 'label', matcherRegex: 'request_id' }),
    ]);
  });

  it('leads from a trace id to Tempo where there is one', () => {
    const { derivedFields } = lokiDataSourceJson(parseSettings({ logs: { tempo: 'my-tempo' } }));
    expect(derivedFields[1]).toMatchObject({ matcherRegex: 'trace_id', datasourceUid: 'my-tempo' });
  });
});
