import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Dashboard } from '../../../configs/dashboards/index.ts';
import { COUNT_UNITS, LISTED_UNITS } from '../../../configs/dashboards/units.ts';
import { findMetric } from '../../../configs/promql/index.ts';
import { faultsOf as logqlFaults } from '../logs/logql.ts';
import { dashboards, panelsOf, textOf, variablesOf, type Panel, type Target } from './dashboard.ts';
import { faultsOf, selectorsOf, withDurations } from './promql-tree.ts';

/**
 * The rules of grafana/dashboard-linter (lint/rules.go), checked here because the linter is not always installed. Exclusions
 * are those of the linter configuration.
 */
const file = parse(readFileSync(new URL('linter.yml', import.meta.url), 'utf8')) as {
  exclusions: Record<string, { reason: string; entries: { dashboard: string }[] }>;
};

const excluded = (rule: string, title: string) =>
  file.exclusions[rule]?.entries.some(({ dashboard }) => dashboard === title) === true;

/** Panel types whose queries the linter reads. */
const QUERIED = ['singlestat', 'gauge', 'table', 'stat', 'state-timeline', 'timeseries'];

/** Panel types that require title, description, unit and queries. */
const SHOWN = ['stat', 'singlestat', 'graph', 'table', 'timeseries', 'gauge'];

describe('exclusions of the linter', () => {
  it('are two rules, each with a reason', () => {
    expect(Object.keys(file.exclusions)).toEqual(['target-instance-rule', 'panel-units-rule']);
    for (const { reason, entries } of Object.values(file.exclusions)) {
      expect(reason.length).toBeGreaterThan(50);
      for (const { dashboard } of entries) expect(dashboards.map(({ title }) => title)).toContain(dashboard);
    }
  });
});

describe.each(dashboards.map((dashboard) => [dashboard.title, dashboard] as const))(
  '%s',
  (title, dashboard) => {
    const variables = variablesOf(dashboard);
    const sources = sourcesOf(dashboard);
    const panels = panelsOf(dashboard);
    const shown = panels.filter(({ type }) => SHOWN.includes(type));

    it('template-datasource-rule', () => {
      expect(sources.length).toBeGreaterThan(0);
      for (const { name, label, query } of sources) {
        expect(name).toBe(`${query as string}_datasource`);
        expect(label).toBe(
          `${(query as string).replace(/^./, (letter) => letter.toUpperCase())} data source`,
        );
      }
    });

    it('template-on-time-change-reload-rule', () => {
      for (const variable of variables.filter(({ type }) => type === 'query'))
        expect(variable.refresh).toBe(2);
    });

    it('panel-datasource-rule', () => {
      const names = sources.map(({ name }) => `\${${name}}`);
      for (const { datasource, title } of panels) expect(names, title).toContain(datasource?.uid);
    });

    it('panel-title-description-rule', () => {
      for (const panel of shown) {
        expect(panel.title).not.toBe('');
        expect(panel.description).toMatch(/\w/);
      }
    });

    it('panel-units-rule', () => {
      const unlisted = shown.filter((panel) => !LISTED_UNITS.some((unit) => unit === unitOf(panel)));
      for (const panel of unlisted) expect(COUNT_UNITS, panel.title).toContain(unitOf(panel));
      expect(excluded('panel-units-rule', title)).toBe(unlisted.length > 0);
    });

    it('panel-no-targets-rule', () => {
      for (const panel of shown) expect(panel.targets?.length, panel.title).toBeGreaterThan(0);
    });

    it('uneditable-dashboard', () => expect(dashboard.json['editable']).toBe(false));
  },
);

/** The linter derives the query language of a dashboard from its first data source. */
const onPrometheus = dashboards.filter((dashboard) => sourcesOf(dashboard)[0]?.query === 'prometheus');

describe.each(onPrometheus.map((dashboard) => [dashboard.title, dashboard] as const))(
  '%s',
  (title, dashboard) => {
    const variables = variablesOf(dashboard);
    const promql = targetsOf(dashboard).filter(({ target }) => target.datasource?.type === 'prometheus');

    it.each(['job', 'instance'])('template-%s-rule', (name) => {
      expect(variables.find((variable) => variable.name === name)).toMatchObject({
        type: 'query',
        label: name.replace(/^./, (letter) => letter.toUpperCase()),
        datasource: { uid: '${prometheus_datasource}' },
        multi: true,
        allValue: '.+',
      });
    });

    it('template-label-promql-rule', () => {
      for (const variable of variables.filter(({ type }) => type === 'query')) {
        const [, call, inner] = /^(label_values|query_result)\((.+)\)$/.exec(textOf(variable)) ?? [];
        expect(call, variable.name).toBeDefined();
        const expr = call === 'label_values' ? inner!.replace(/, \w+$/, '') : inner!;
        expect(faultsOf(withDurations(expr))).toEqual([]);
      }
    });

    it('target-promql-rule', () => {
      for (const { panel, target } of queriedTargetsOf(dashboard)) {
        expect(faultsOf(withDurations(target.expr)), panel.title).toEqual([]);
      }
    });

    it('target-rate-interval-rule', () => {
      for (const { panel, target } of promql) {
        for (const [, call, range] of target.expr.matchAll(/\b(i?rate)\([^[]*\[([^\]]+)\]/g)) {
          expect(range, `${panel.title}: ${call}`).toBe('$__rate_interval');
        }
      }
    });

    it.each(['job', 'instance'])('target-%s-rule', (label) => {
      const without = promql.filter(({ target }) => !everySelectorHas(target, label));
      if (excluded(`target-${label}-rule`, title)) {
        // Only what the reason covers: series without such a label.
        for (const { target } of without) expect(target.expr).toMatch(/\bjob_model:/);
        expect(without.length).toBeGreaterThan(0);
      } else expect(without.map(({ panel }) => panel.title)).toEqual([]);
    });

    it('target-counter-agg-rule', () => {
      for (const { target } of promql) {
        for (const { name, enclosing } of selectorsOf(withDurations(target.expr))) {
          if (!name.endsWith('_total') || findMetric(name)?.type !== 'counter') continue;
          expect(enclosing[0], name).toMatchObject({
            kind: 'call',
            name: expect.stringMatching(/^(i?rate|increase)$/),
          });
        }
      }
    });
  },
);

it('target-logql-rule and target-logql-auto-rule', () => {
  const logql = dashboards
    .flatMap(queriedTargetsOf)
    .filter(({ target }) => target.datasource?.type === 'loki');
  expect(logql.length).toBeGreaterThan(5);
  for (const { panel, target } of logql) {
    expect(logqlFaults(target.expr), panel.title).toEqual([]);
    expect(target.expr, panel.title).not.toMatch(/\[\d+[smhdw]\]/);
  }
});

it('only Logs does not use Prometheus', () => {
  const others = dashboards.filter((dashboard) => !onPrometheus.includes(dashboard));
  expect(others.map(({ title }) => title)).toEqual(['Logs']);
});

function sourcesOf(dashboard: Dashboard) {
  return variablesOf(dashboard).filter(({ type }) => type === 'datasource');
}

function targetsOf(dashboard: Dashboard) {
  return panelsOf(dashboard).flatMap((panel) => (panel.targets ?? []).map((target) => ({ panel, target })));
}

/** Queries of the panels whose types the linter reads. */
function queriedTargetsOf(dashboard: Dashboard) {
  return targetsOf(dashboard).filter(({ panel }) => QUERIED.includes(panel.type));
}

/** Recorded series have no instance, so only scraped series are required to select one. */
function everySelectorHas({ expr }: Target, label: string): boolean {
  return selectorsOf(withDurations(expr)).every(({ matchers }) =>
    matchers.some(
      ({ label: name, operator, value }) => name === label && operator === '=~' && value === `$${label}`,
    ),
  );
}

/** The linter reads overrides first, then the default. */
function unitOf({ fieldConfig }: Panel): unknown {
  const override = fieldConfig?.overrides
    ?.flatMap(({ properties }) => properties)
    .findLast(({ id }) => id === 'unit');
  return override?.value ?? fieldConfig?.defaults.unit;
}
