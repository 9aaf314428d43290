import { everyRule } from '../../../docs/generate/every-rule.ts';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dashboards } from '../../../configs/dashboards/index.ts';
import {
  alertRuleFile,
  grafanaRuleGroups,
  prometheusRuleSets,
  type GrafanaRule,
} from '../../../configs/rules/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { rowsAndPanelsOf } from '../dashboards/dashboard.ts';

const settings = everyRule();
const groups = grafanaRuleGroups(settings);
const rules = groups.flatMap((group) => group.rules);
const rule = (name: string): GrafanaRule => rules.find((candidate) => candidate.name === name)!;

describe('a Grafana-managed rule', () => {
  it('asks, then compares', () => {
    const [ask, compare] = rule('VLLMKVCachePressure').datas;
    expect(ask).toMatchObject({ refId: 'A', datasourceUid: 'prometheus' });
    expect(JSON.parse(ask!.model)).toMatchObject({ instant: true, refId: 'A' });
    expect(JSON.parse(ask!.model).expr).not.toContain('0.95');
    expect(compare).toMatchObject({ refId: 'B', datasourceUid: '__expr__' });
    expect(JSON.parse(compare!.model)).toEqual({
      conditions: [{ evaluator: { params: [0.95], type: 'gt' } }],
      datasource: { type: '__expr__', uid: '__expr__' },
      expression: 'A',
      refId: 'B',
      type: 'threshold',
    });
  });

  it('fires on the falling side where the threshold is a lower bound', () => {
    expect(JSON.parse(rule('DiskSpaceLow').datas[1]!.model).conditions[0].evaluator).toEqual({
      params: [0.1],
      type: 'lt',
    });
  });

  it('asks Loki for a number of now', () => {
    expect(JSON.parse(rule('VLLMEngineDeadLogged').datas[0]!.model)).toMatchObject({ queryType: 'instant' });
    expect(rule('VLLMEngineDeadLogged').datas[0]).toMatchObject({
      datasourceUid: 'loki',
      queryType: 'instant',
    });
  });

  it('asks the data sources it is told to', () => {
    const uids = { prometheus: 'theirs', loki: 'their-logs' };
    const used = grafanaRuleGroups(settings, uids).flatMap((group) =>
      group.rules.map(({ datas }) => datas[0]!.datasourceUid),
    );
    expect(new Set(used)).toEqual(new Set(['theirs', 'their-logs']));
  });

  it('is spelled as the provider reads it back', () => {
    for (const { datas } of rules) {
      for (const { model } of datas) {
        const parsed = JSON.parse(model) as Record<string, unknown>;
        expect(Object.keys(parsed)).toEqual(Object.keys(parsed).sort());
        expect(model).not.toMatch(/intervalMs|maxDataPoints|[<>&]/);
      }
    }
  });

  it('says explicitly what Grafana would otherwise decide', () => {
    for (const { noDataState, execErrState, isPaused, for: pending } of rules) {
      expect([noDataState, execErrState, isPaused, pending]).not.toContain(undefined);
    }
  });

  it('keeps its state while Prometheus cannot be asked, which two rules say', () => {
    const alerting = rules.filter(({ execErrState }) => execErrState === 'Alerting');
    expect(alerting.map(({ name }) => name)).toEqual(['LogsMissing', 'PrometheusUnreachable']);
    expect(rule('Watchdog').execErrState).toBe('OK');
    expect(rule('VLLMTargetDown').execErrState).toBe('KeepLast');
  });

  it('has a uid of its own, within the limit of Grafana', () => {
    const uids = rules.map(({ uid }) => uid);
    expect(new Set(uids).size).toBe(uids.length);
    for (const uid of uids) expect(uid).toMatch(/^[a-z0-9-]{1,40}$/);
  });

  it('reads the number from where Grafana has it', () => {
    for (const { annotations } of rules) expect(annotations['description']).not.toMatch(/\$value\b/);
    expect(rule('VLLMKVCachePressure').annotations['description']).toContain(
      '{{ with $values.A.Value }}{{ . | humanizePercentage }}{{ else }}0{{ end }}',
    );
  });
});

describe('links', () => {
  const linked = grafanaRuleGroups(
    parseSettings({
      alerts: { runbookUrl: 'https://runbooks.example.com/llm', grafanaUrl: 'https://grafana.example.com/' },
    }),
  ).flatMap((group) => group.rules);
  const { annotations } = linked.find(({ name }) => name === 'VLLMEngineStalled')!;

  it('lead to the dashboard with the variables of the alert', () => {
    expect(annotations['dashboard_url']).toMatch(/^https:\/\/grafana\.example\.com\/d\/[a-z-]+\?/);
    expect(annotations['dashboard_url']).toContain('&var-model_name={{ . | urlquery }}');
  });

  it('lead to the lines of the service', () => {
    expect(annotations['logs_url']).toContain('/d/vllm-logs?orgId=1{{ with $labels.job }}&var-service=');
  });

  it('lead to dashboards that exist, and set variables that they have', () => {
    const byUid = new Map(dashboards(settings).map(({ uid, json }) => [uid, JSON.stringify(json)]));
    for (const { annotations: texts } of rules) {
      for (const url of [texts['dashboard_url']!, texts['logs_url']!, texts['runbook_url']!]) {
        const dashboard = byUid.get(/\/d\/([a-z-]+)\?/.exec(url)![1]!);
        for (const [, variable] of url.matchAll(/var-(\w+)=/g)) {
          expect(dashboard).toMatch(new RegExp(`"name":"${variable}"`));
        }
      }
    }
  });

  it('say of a job of the demo that it is simulated, in a stack with the demo alone', () => {
    const notes = (demo: unknown) =>
      new Map(
        grafanaRuleGroups(parseSettings({ demo, targets: [{ name: 'vllm-api', endpoints: ['a:1'] }] }))
          .flatMap((group) => group.rules)
          .map(({ name, annotations: texts }) => [name, texts['demo']]),
      );
    const note = notes(true).get('HTTPServerErrors');
    expect(note).toMatch(/^{{ with \$labels\.job }}{{ if eq \. "demo-vllm" "demo-backend" }}.*every 15m/);
    expect(notes({ incident: false }).get('HTTPServerErrors')).not.toContain('incident');
    expect(notes(true).get('DiskSpaceLow')).toBeUndefined();
    expect([...notes(false).values()].filter((text) => text !== undefined)).toEqual([]);
  });

  it('lead to the entry of the runbook, where it is published', () => {
    expect(annotations['runbook_url']).toBe('https://runbooks.example.com/llm#vllmenginestalled');
  });

  it('lead to the panel of the alert on the Runbook dashboard, where no page is published', () => {
    const { json } = dashboards(settings).find(({ uid }) => uid === 'runbook')!;
    const titles = new Map(rowsAndPanelsOf(json).map(({ id, title }) => [String(id), title]));
    expect(rules.length).toBeGreaterThan(20);
    for (const { name, annotations: texts } of rules) {
      const url = texts['runbook_url']!;
      expect(url).toMatch(/^http:\/\/localhost:3000\/d\/runbook\?orgId=1&viewPanel=\d+/);
      expect(titles.get(/viewPanel=(\d+)/.exec(url)![1]!)).toBe(name);
    }
  });
});

describe('the files of Prometheus', () => {
  const prometheus = parseSettings({
    alerts: { engine: 'prometheus', alertmanagers: ['alertmanager:9093'] },
  });

  it('hold the alerts only where Prometheus evaluates them', () => {
    expect(prometheusRuleSets(settings).map(({ name }) => name)).toEqual(['recording', 'slo', 'capacity']);
    expect(prometheusRuleSets(prometheus).map(({ name }) => name)).toEqual([
      'recording',
      'slo',
      'capacity',
      'alerts',
    ]);
  });

  it('leave the rules over logs to Grafana', () => {
    const text = alertRuleFile(settings).content as string;
    expect(text).not.toContain('service_name=~');
    const left = grafanaRuleGroups(prometheus).map(({ name }) => name);
    expect(left).toEqual(['llm-logs']);
  });

  it('write the same condition as Grafana evaluates', () => {
    const { groups: written } = parse(alertRuleFile(settings).content as string) as {
      groups: { rules: { alert: string; expr: string }[] }[];
    };
    const pressure = written
      .flatMap((group) => group.rules)
      .find(({ alert }) => alert === 'VLLMKVCachePressure');
    const { expr } = JSON.parse(rule('VLLMKVCachePressure').datas[0]!.model) as { expr: string };
    expect(pressure!.expr).toBe(`(${expr}) > 0.95`);
  });
});
