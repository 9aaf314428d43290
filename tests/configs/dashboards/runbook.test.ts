import { describe, expect, it } from 'vitest';
import { dashboards } from '../../../configs/dashboards/index.ts';
import { parseSettings, type Settings } from '../../../configs/index.ts';
import { ALERT_RULES, alertRules, runbookPanelId } from '../../../configs/rules/index.ts';
import { everyRule } from '../../../docs/generate/every-rule.ts';
import { faultsOf as logqlFaults } from '../logs/logql.ts';
import { rowsAndPanelsOf, type Panel, variablesOf } from './dashboard.ts';
import { faultsOf } from './promql-tree.ts';

const runbookOf = (settings: Settings) => dashboards(settings).find(({ uid }) => uid === 'runbook')!;
const entriesOf = (settings: Settings): readonly Panel[] =>
  rowsAndPanelsOf(runbookOf(settings).json).filter(({ type }) => type === 'text');
const namesOf = (settings: Settings) =>
  alertRules(settings).flatMap(({ rules }) => rules.map(({ name }) => name));
const stackWith = (alerts: Record<string, unknown>) =>
  parseSettings({ targets: [{ name: 'vllm', endpoints: ['a:8000'] }], alerts });

/** Targets of the links of a kind, with the variables of the dashboard filled in. */
const linksOf = (panels: readonly Panel[], title: string) =>
  panels.flatMap(({ options }) =>
    [...options!.content!.matchAll(new RegExp(`\\[${title}\\]\\((\\S+)\\)`, 'g'))].map(([, url]) =>
      url!
        .replaceAll(/\$\{(\w+_datasource)(:queryparam)?\}/g, 'var-$1=$1')
        .replaceAll('${__url_time_range}', 'from=now-1h&to=now')
        .replaceAll(/\$\{alert_\w+:percentencode\}/g, encodeURIComponent('a/b')),
    ),
  );

describe('the Runbook dashboard', () => {
  const settings = everyRule();
  const entries = entriesOf(settings);

  it('has a panel for each alert that is enabled, and for no other', () => {
    expect(entries.map(({ title }) => title)).toEqual(namesOf(settings));
    const disabled = stackWith({ rules: { VLLMEngineAsleep: { enabled: false } } });
    const left = entriesOf(disabled).map(({ title }) => title);
    expect(left).toEqual(namesOf(disabled));
    expect(left).not.toContain('VLLMEngineAsleep');
  });

  it('keeps the id of a panel when another alert is disabled', () => {
    const id = (of: Settings) => entriesOf(of).find(({ title }) => title === 'VLLMTargetDown')!.id;
    const fewer = stackWith({
      rules: { VLLMEngineAsleep: { enabled: false }, VLLMEngineStalled: { enabled: false } },
    });
    expect(id(fewer)).toBe(id(stackWith({})));
  });

  it('has an id of its own for every alert there is, within what Grafana stores', () => {
    const ids = [...ALERT_RULES.map(({ name }) => name), 'Watchdog'].map(runbookPanelId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toBeLessThan(2 ** 31);
    for (const id of ids) expect(id).toBeGreaterThan(1_100);
  });

  it('says meaning, impact, diagnosis and mitigation', () => {
    const { options } = entries.find(({ title }) => title === 'VLLMErrorFinishes')!;
    for (const part of ['Meaning', 'Impact', 'Diagnosis', 'Mitigation', 'Expression']) {
      expect(options!.content).toContain(`**${part}.**`);
    }
    expect(options!.content).toContain('The engine terminated requests with finish reason `error`.');
  });

  it('has the labels of the alert in its queries, as variables it has', () => {
    const text = entries.map(({ options }) => options!.content).join('\n');
    expect(text).not.toMatch(/="<\w+>"/);
    const names = variablesOf(runbookOf(settings)).map(({ name }) => name);
    const used = [...text.matchAll(/\$\{(alert_\w+)/g)].map(([, name]) => name!);
    expect(used.length).toBeGreaterThan(50);
    for (const name of used) expect(names).toContain(name);
  });

  it('has for each query a link that runs it on the dashboard, and one to Explore', () => {
    const queries = entries.flatMap(({ options }) => options!.content!.match(/```(promql|logql)/g)!);
    const [run, explore] = ['Run query', 'Open in Explore'].map((title) => linksOf(entries, title));
    expect(run).toHaveLength(queries.length);
    expect(explore).toHaveLength(queries.length);
    const panels = rowsAndPanelsOf(runbookOf(settings).json);
    for (const [position, link] of run!.entries()) {
      const { searchParams } = new URL(link, 'http://localhost');
      const panel = panels.find(({ id }) => String(id) === searchParams.get('viewPanel'))!;
      const query = searchParams.get('var-query') ?? searchParams.get('var-log_query')!;
      expect(panel.type).toBe(searchParams.has('var-query') ? 'timeseries' : 'logs');
      expect(panel.type === 'logs' ? logqlFaults(query) : faultsOf(query), query).toEqual([]);
      const panes = new URL(explore![position]!, 'http://localhost').searchParams.get('panes')!;
      expect(JSON.parse(panes)).toMatchObject({ runbook: { queries: [{ expr: query }] } });
    }
  });

  it('links below the path that Grafana is served under', () => {
    const served = entriesOf(stackWith({ grafanaUrl: 'https://example.com/monitoring/' }));
    const links = [...linksOf(served, 'Run query'), ...linksOf(served, 'Open in Explore')];
    expect(links.length).toBeGreaterThan(100);
    for (const link of links) expect(link).toMatch(/^\/monitoring\/(d\/runbook|explore)\?/);
    for (const link of linksOf(entries, 'Run query')) expect(link).toMatch(/^\/d\/runbook\?/);
  });

  it('runs no query over logs where none are collected', () => {
    const without = parseSettings({ logs: { enabled: false } });
    expect(linksOf(entriesOf(without), 'Run query').length).toBeGreaterThan(20);
    expect(JSON.stringify(linksOf(entriesOf(without), 'Run query'))).not.toContain('log_query');
  });
});
