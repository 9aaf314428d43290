import { VariableHide } from '@grafana/grafana-foundation-sdk/dashboard';
import { describe, expect, it } from 'vitest';
import { dashboards as dashboardsOf } from '../../../configs/dashboards/index.ts';
import { metricOf } from '../../../configs/promql/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { fallbacks } from '../../../configs/vllm/index.ts';
import {
  dashboards,
  panelsOf,
  promqlQueries,
  rowsAndPanelsOf,
  settings,
  textOf,
  topOf,
  variablesOf,
  type Panel,
} from './dashboard.ts';
import { selectorsOf, withDurations } from './promql-tree.ts';

/** Read to find the model of a server, not shown. */
const JOINED = 'vllm:num_requests_running';

describe('the dashboards', () => {
  it('are those that links and alerts know', () => {
    expect(dashboards.map(({ uid }) => uid)).toEqual([
      'vllm-performance',
      'vllm-fleet',
      'vllm-instances',
      'vllm-kv-cache',
      'vllm-capacity',
      'services',
      'gateway',
      'vllm-hardware',
      'vllm-logs',
      'vllm-requests',
      'runbook',
    ]);
  });

  it('are those of hardware only where something may report it', () => {
    const has = (raw: Record<string, unknown>) =>
      dashboardsOf(parseSettings(raw)).some(({ uid }) => uid === 'vllm-hardware');
    expect(has({})).toBe(false);
    expect(has({ targets: [{ name: 'vllm', endpoints: ['vllm:8000'] }] })).toBe(false);
    for (const exporter of ['gpu', 'node', 'containers']) {
      expect(has({ exporters: { [exporter]: true } }), exporter).toBe(true);
    }
    expect(has({ prometheus: { existing: { url: 'https://prometheus.example.com' } } })).toBe(true);
  });

  it('are the same each time they are made', () => {
    expect(JSON.stringify(dashboardsOf(settings))).toBe(JSON.stringify(dashboards));
  });
});

describe.each(dashboards.map((dashboard) => [dashboard.title, dashboard] as const))('%s', (_, dashboard) => {
  const { json, uid, title } = dashboard;
  const panels = panelsOf(dashboard);

  it('is a classic dashboard that nobody edits by hand and Grafana numbers itself', () => {
    expect(json).toMatchObject({ uid, title, editable: false, tags: expect.arrayContaining(['vllm']) });
    expect(json['description']).toMatch(/\.$/);
    expect(json['refresh']).toMatch(/^\d+[sm]$/);
    expect(json['schemaVersion']).toBeGreaterThan(35);
    expect(json).not.toHaveProperty('id');
    expect(json).not.toHaveProperty('version');
  });

  it('leads to the other dashboards by one drop-down, with time and choices kept', () => {
    expect(json['links']).toEqual([
      expect.objectContaining({
        type: 'dashboards',
        asDropdown: true,
        includeVars: true,
        keepTime: true,
        tags: ['llm-monitoring'],
      }),
    ]);
    // The controls menu does not show such a link (grafana DashboardControlsMenu.tsx).
    expect(json['links']).not.toContainEqual(expect.objectContaining({ placement: expect.anything() }));
    expect(json['tags']).toContain('llm-monitoring');
  });

  it('has no more in its header than what people narrow it with', () => {
    const inHeader = variablesOf(dashboard).filter(
      ({ hide }) => hide === undefined || hide === VariableHide.DontHide,
    );
    expect(inHeader.map(({ label }) => label).join(' ')).toMatch(
      /^(Job Model|Job Model Instance|Service Model Level Search|Job Instance|Job)$/,
    );
    const marks = (json['annotations'] as { list: readonly { placement?: string }[] }).list;
    for (const mark of marks) expect(mark.placement).toBe('inControlsMenu');
  });

  it('offers what people rarely change in the controls menu', () => {
    const rare = variablesOf(dashboard).filter(
      ({ type, name }) => type === 'datasource' || name === 'engine',
    );
    for (const { hide } of rare) expect(hide).toBe(VariableHide.InControlsMenu);
  });

  it('has ids and titles that tell panels apart', () => {
    const all = rowsAndPanelsOf(json);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.every(({ id }) => id > 0)).toBe(true);
    const titles = panels.map((panel) => panel.title);
    expect(titles.filter((each, position) => titles.indexOf(each) !== position)).toEqual([]);
  });

  it('lays panels out beside and below each other, within the page', () => {
    const top = topOf(json);
    for (const group of [top, ...top.map((row) => row.panels ?? [])]) expectNoOverlap(group);
    for (const { title, gridPos } of rowsAndPanelsOf(json)) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      expect(Math.min(gridPos.w, gridPos.h), title).toBeGreaterThan(0);
    }
  });

  it('leaves no hole in a line of panels', () => {
    for (const top of new Set(panels.map(({ gridPos }) => gridPos.y))) {
      const line = panels.filter(({ gridPos }) => gridPos.y === top);
      const tallest = Math.max(...line.map(({ gridPos }) => gridPos.h));
      for (const { gridPos, title } of line) expect(gridPos.h, title).toBe(tallest);
    }
  });

  it('folds only rows whose panels it holds', () => {
    for (const row of topOf(json).filter(({ type }) => type === 'row')) {
      expect((row.panels ?? []).length > 0, row.title).toBe(row.collapsed === true);
    }
  });

  it('takes every data source from a variable that starts with ours', () => {
    const sources = variablesOf(dashboard).filter(({ type }) => type === 'datasource');
    const names = sources.map(({ name }) => `\${${name}}`);
    for (const panel of panels) {
      expect(names, panel.title).toContain(panel.datasource?.uid);
      for (const target of panel.targets ?? []) expect(names).toContain(target.datasource?.uid);
    }
    for (const source of sources) {
      expect(source).toMatchObject({ current: { value: source.query } });
    }
  });

  it('uses every variable it offers', () => {
    const texts = [
      ...panels.flatMap(({ targets = [] }) => targets.map(({ expr, query }) => expr ?? query)),
      ...variablesOf(dashboard).map(textOf),
      JSON.stringify(panels.map(({ datasource, options }) => [datasource, options?.content])),
    ].join('\n');
    for (const { name } of variablesOf(dashboard)) expect(texts).toMatch(new RegExp(`\\$\\{?${name}\\b`));
  });
});

describe.each(
  dashboards.flatMap((dashboard) =>
    panelsOf(dashboard)
      .filter(({ type }) => type !== 'text')
      .map((panel) => ({ dashboard: dashboard.title, ...panel })),
  ),
)('$dashboard, $title', (panel) => {
  it('says what it shows, and says so too when there is nothing', () => {
    expect(panel.title).toMatch(/^[A-Z0-9]/);
    expect(panel.description).toMatch(/[.)]$/);
    if (panel.type === 'logs') return;
    expect(panel.fieldConfig?.defaults.noValue).toMatch(/^[A-Z0-9]/);
    expect(panel.fieldConfig?.defaults.noValue).not.toBe('No data');
  });

  it('asks something, each question with a letter of its own', () => {
    const letters = (panel.targets ?? []).map(({ refId }) => refId);
    expect(letters.length).toBeGreaterThan(0);
    expect(new Set(letters).size).toBe(letters.length);
  });
});

describe.each(promqlQueries)('$dashboard, $title $refId', ({ panel, expr }) => {
  it('shows a metric that the description explains, in a unit', () => {
    expect(panel.fieldConfig?.defaults.unit).toMatch(/\w+/);
    const former = Object.keys(fallbacks);
    const read = selectorsOf(withDurations(expr)).flatMap(({ name }) => metricOf(name)?.name ?? []);
    for (const name of read.filter((each) => !former.includes(each) && each !== JOINED)) {
      expect(panel.description).toContain(`\`${name}\``);
    }
  });
});

function expectNoOverlap(panels: readonly Panel[]): void {
  for (const [position, { gridPos: a, title }] of panels.entries()) {
    const hit = panels
      .slice(position + 1)
      .find(({ gridPos: b }) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h);
    expect(hit?.title, title).toBeUndefined();
  }
}
