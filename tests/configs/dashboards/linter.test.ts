import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Dashboard } from '../../../configs/dashboards/index.ts';
import { COUNT_UNITS, LISTED_UNITS } from '../../../configs/dashboards/units.ts';
import { findMetric } from '../../../configs/promql/index.ts';
import { RUNBOOK_UID } from '../../../configs/rules/index.ts';
import { faultsOf as logqlFaults } from '../logs/logql.ts';
import { dashboards, panelsOf, textOf, variablesOf, type Panel, type Target } from './dashboard.ts';
import { faultsOf, selectorsOf, withDurations } from './promql-tree.ts';

/**
 * The rules of grafana/dashboard-linter (lint/rules.go), so that they are kept where the linter is not installed. What is
 * excluded here is what the linter itself is told to exclude.
 */
const file = parse(readFileSync(new URL('linter.yml', import.meta.url), 'utf8')) as {
  exclusions: Record<string, { reason: string; entries: { dashboard: string }[] }>;
};

const excluded = (rule: string, title: string) =>
  file.exclusions[rule]?.entries.some(({ dashboard }) => dashboard === title) === true;

/** Types of panels whose queries the linter reads. */
const QUERIED = ['singlestat', 'gauge', 'table', 'stat', 'state-timeline', 'timeseries'];

/** Types of panels of which it wants title, description, unit and queries. */
const SHOWN = ['stat', 'singlestat', 'graph', 'table', 'timeseries', 'gauge'];

describe('what the linter is told not to ask', () => {
  it('is three rules, with a reason', () => {
    expect(Object.keys(file.exclusions)).toEqual([
      'target-instance-rule',
      'template-instance-rule',
      'panel-units-rule',
    ]);
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
      const stale = variables.filter(({ type, refresh }) => type === 'query' && refresh !== 2);
      expect(stale).toEqual([]);
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
      for (const panel of unlisted) {
        expect([...COUNT_UNITS, 'currency:USD '], panel.title).toContain(unitOf(panel));
      }
      expect(excluded('panel-units-rule', title)).toBe(unlisted.length > 0);
    });

    it('panel-no-targets-rule', () => {
      for (const panel of shown) expect(panel.targets?.length, panel.title).toBeGreaterThan(0);
    });

    it('uneditable-dashboard', () => expect(dashboard.json['editable']).toBe(false));
  },
);

/** The linter takes the language of a dashboard from its first data source. A runbook has no query of its own to look at. */
const onPrometheus = dashboards.filter(
  (dashboard) => sourcesOf(dashboard)[0]?.query === 'prometheus' && dashboard.uid !== RUNBOOK_UID,
);

describe.each(onPrometheus.map((dashboard) => [dashboard.title, dashboard] as const))(
  '%s',
  (title, dashboard) => {
    const variables = variablesOf(dashboard);
    const promql = targetsOf(dashboard).filter(({ target }) => target.datasource?.type === 'prometheus');

    it.each(['job', 'instance'])('template-%s-rule', (name) => {
      if (excluded(`template-${name}-rule`, title)) {
        // Only what the reason says: no panel has a series with the label.
        for (const { target } of promql) expect(everySelectorHas(target, name), target.expr).toBe(false);
        return;
      }
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
      const metrics = queriedTargetsOf(dashboard).filter(({ target }) => target.datasource?.type !== 'loki');
      for (const { panel, target } of metrics) {
        expect(faultsOf(withDurations(target.expr)), panel.title).toEqual([]);
      }
    });

    it('target-rate-interval-rule', () => {
      const fixed = promql.flatMap(({ panel, target }) =>
        [...target.expr.matchAll(/\b(i?rate)\([^[]*\[([^\]]+)\]/g)]
          .filter(([, , range]) => range !== '$__rate_interval')
          .map(([, call, range]) => `${panel.title}: ${call} over ${range}`),
      );
      expect(fixed).toEqual([]);
    });

    it.each(['job', 'instance'])('target-%s-rule', (label) => {
      const without = promql.filter(({ target }) => !everySelectorHas(target, label));
      if (excluded(`target-${label}-rule`, title)) {
        // Only what the reason says: series that have no such label.
        for (const { target } of without) expect(target.expr).toMatch(/\bjob_model:/);
        expect(without.length).toBeGreaterThan(0);
      } else expect(without.map(({ panel }) => panel.title)).toEqual([]);
    });

    it('target-counter-agg-rule', () => {
      const plain = promql
        .flatMap(({ target }) => selectorsOf(withDurations(target.expr)))
        .filter(({ name }) => name.endsWith('_total') && findMetric(name)?.type === 'counter')
        .filter(
          ({ enclosing: [around] }) => around?.kind !== 'call' || !/^(i?rate|increase)$/.test(around.name),
        );
      expect(plain.map(({ name }) => name)).toEqual([]);
    });
  },
);

it('target-logql-rule and target-logql-auto-rule', () => {
  const logql = dashboards
    .filter(({ uid }) => uid !== RUNBOOK_UID)
    .flatMap(queriedTargetsOf)
    .filter(({ target }) => target.datasource?.type === 'loki');
  expect(logql.length).toBeGreaterThan(5);
  for (const { panel, target } of logql) {
    expect(logqlFaults(target.expr), panel.title).toEqual([]);
    expect(target.expr, panel.title).not.toMatch(/\[\d+[smhdw]\]/);
  }
});

it('only Logs, Requests and the runbook are not on Prometheus', () => {
  const others = dashboards.filter((dashboard) => !onPrometheus.includes(dashboard));
  expect(others.map(({ title }) => title)).toEqual(['Logs', 'Requests', 'Runbook']);
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

/** A selector made by a rule has no instance, so only those of scraped series are asked for it. */
function everySelectorHas({ expr }: Target, label: string): boolean {
  return selectorsOf(withDurations(expr)).every(({ matchers }) =>
    matchers.some(
      ({ label: name, operator, value }) => name === label && operator === '=~' && value === `$${label}`,
    ),
  );
}

/** The linter looks at overrides first, then at the default. */
function unitOf({ fieldConfig }: Panel): unknown {
  const override = fieldConfig?.overrides
    ?.flatMap(({ properties }) => properties)
    .findLast(({ id }) => id === 'unit');
  return override?.value ?? fieldConfig?.defaults.unit;
}
