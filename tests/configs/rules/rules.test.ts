import { everyRule } from '../../../docs/generate/every-rule.ts';
import { parser as logql } from '@grafana/lezer-logql';
import { describe, expect, it } from 'vitest';
import { metricOf } from '../../../configs/promql/index.ts';
import { recordedNames } from '../../../configs/recording/index.ts';
import {
  ALERT_RULES,
  alertRules,
  grafanaRuleGroups,
  textOf,
  type AlertRule,
} from '../../../configs/rules/index.ts';
import { capacityRecordingGroups } from '../../../configs/capacity/index.ts';
import { sloRecordingGroups } from '../../../configs/slo/index.ts';
import { ownServices } from '../../../configs/inventory/own-services.ts';
import { parseSettings } from '../../../configs/index.ts';
import { syntaxErrors } from '../promql/parse.ts';

const settings = everyRule();
const rules = alertRules(settings).flatMap((group) => group.rules);
const known = new Set([
  ...[...sloRecordingGroups(settings), ...capacityRecordingGroups(settings)].flatMap((group) =>
    group.rules.map(({ record }) => record),
  ),
  ...recordedNames(settings),
]);

/** PromQL or LogQL, by its beginning. */
const isLogql = (query: string) => query.includes('{service_name');

function logqlErrors(query: string): string[] {
  const errors: string[] = [];
  logql.parse(query).iterate({
    enter: ({ type, from }) => {
      if (type.isError) errors.push(`at ${from}: ${query.slice(from)}`);
    },
  });
  return errors;
}

/** Names of series in a PromQL expression: words before a brace, a bracket or an operator that no function is. */
function seriesOf(query: string): string[] {
  const bare = query
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
    .replaceAll(/\b(?:by|on|without|ignoring|group_left)\s*\([^)]*\)/g, '')
    .replaceAll(/\{[^}]*\}/g, '{}')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/\boffset \w+/g, '');
  return [...bare.matchAll(/[a-zA-Z_][\w:]*(?!\w|\s*\()/g)]
    .map(([name]) => name)
    .filter((name) => !['and', 'or', 'unless', 'bool', 'e', 'inf'].includes(name.toLowerCase()));
}

describe('seriesOf', () => {
  it('finds every name and nothing else', () => {
    expect(seriesOf('sum by (job) (rate(a:b_total{x="y{z}"}[5m])) > 2 * c or vector(1)')).toEqual([
      'a:b_total',
      'c',
    ]);
  });
});

it('covers every rule that can be configured', () => {
  expect(rules.map(({ name }) => name).sort()).toEqual(
    [...ALERT_RULES.map(({ name }) => name), 'Watchdog'].sort(),
  );
});

describe.each(rules.map((rule) => [rule.name, rule] as const))('%s', (_name, rule: AlertRule) => {
  it('is named by subject and state', () => {
    expect(rule.name).toMatch(/^[A-Z][A-Za-z0-9]+$/);
  });

  it('says what is the case, with the value or the label in question', () => {
    expect(rule.summary).toMatch(/^[A-Z][^{}]*\.$/);
    expect(rule.description).toMatch(/^[A-Z{].*[.}]$/);
    if (rule.name !== 'Watchdog' && rule.name !== 'LogsMissing' && rule.name !== 'PrometheusUnreachable')
      expect(rule.description).toMatch(/\{\{ ?(with )?\$(labels|value)/);
  });

  it('has a complete entry in the runbook', () => {
    const { meaning, impact, blind = [], diagnosis, mitigation } = rule.runbook;
    // A page that does not fire is taken for good news.
    if (rule.severity === 'critical') expect(blind.length).toBeGreaterThan(0);
    for (const text of [meaning, impact, ...blind, ...diagnosis.map((step) => step.text), ...mitigation]) {
      expect(text).toMatch(/^[A-Z].*[.)`]$/s);
    }
    expect(diagnosis.length).toBeGreaterThan(0);
    expect(mitigation.length).toBeGreaterThan(0);
  });

  it('has queries that can be parsed', () => {
    const errors =
      rule.source === 'loki' ? logqlErrors(textOf(rule.query)) : syntaxErrors(textOf(rule.query));
    expect(errors).toEqual([]);
    for (const { query: asked } of rule.runbook.diagnosis) {
      if (asked === undefined) continue;
      const query = textOf(asked);
      expect(isLogql(query) ? logqlErrors(query) : syntaxErrors(query)).toEqual([]);
    }
  });

  it('names only series that exist', () => {
    const diagnosis = rule.runbook.diagnosis.flatMap(({ query }) => query ?? []);
    const queries = [...(rule.source === 'loki' ? [] : [rule.query]), ...diagnosis]
      .map(textOf)
      .filter((query) => !isLogql(query));
    const unknown = queries
      .flatMap(seriesOf)
      .filter((name) => metricOf(name) === undefined && !known.has(name as never));
    expect(unknown).toEqual([]);
  });
});

describe('the numbers of a rule', () => {
  const raw = { targets: [{ name: 'vllm-api', endpoints: ['vllm:8000'] }] };
  const before = grafanaRuleGroups(parseSettings(raw));
  const after = grafanaRuleGroups(
    parseSettings({
      ...raw,
      alerts: { rules: { VLLMKVCachePressure: { threshold: 0.8, for: '20m', severity: 'info' } } },
    }),
  );

  it('change one group', () => {
    const changed = after.filter((group, index) => JSON.stringify(group) !== JSON.stringify(before[index]));
    expect(changed.map(({ name }) => name)).toEqual(['llm-capacity']);
  });

  it('reach the rule', () => {
    const rule = after.flatMap((group) => group.rules).find(({ name }) => name === 'VLLMKVCachePressure');
    expect(rule).toMatchObject({ for: '20m', labels: { severity: 'info' } });
    expect(JSON.parse(rule!.datas[1]!.model)).toMatchObject({
      conditions: [{ evaluator: { type: 'gt', params: [0.8] } }],
    });
  });

  it('switch it off', () => {
    const off = parseSettings({ ...raw, alerts: { rules: { VLLMEngineAsleep: { enabled: false } } } });
    const names = alertRules(off).flatMap((group) => group.rules.map(({ name }) => name));
    expect(names).not.toContain('VLLMEngineAsleep');
    expect(names).toContain('VLLMEngineStalled');
  });
});

describe('a stack without anything', () => {
  const names = alertRules(parseSettings({})).flatMap((group) => group.rules.map(({ name }) => name));

  it('has no rule about targets that nobody configured', () => {
    expect(names).not.toContain('VLLMTargetsMissing');
    expect(names).not.toContain('VLLMTargetDown');
    expect(names).not.toContain('TargetDown');
  });

  it('has no heartbeat to nowhere', () => {
    expect(names).not.toContain('Watchdog');
  });

  it('still watches itself and whatever vLLM is scraped', () => {
    expect(names).toContain('MonitoringTargetDown');
    expect(names).toContain('VLLMEngineStalled');
  });
});

describe("somebody else's Prometheus", () => {
  const existing = { existing: { url: 'https://metrics.example.com' } };
  const there = alertRules(parseSettings({ prometheus: existing })).flatMap((group) => group.rules);
  const names = there.map(({ name }) => name);

  it('is not ours to watch, but for whether it answers', () => {
    expect(names).toContain('PrometheusUnreachable');
    for (const name of ['MonitoringTargetDown', 'RuleEvaluationFailing', 'DiskSpaceLow', 'StorageFailing'])
      expect(names).not.toContain(name);
  });

  it('has other services, whose metrics of the same name are left alone', () => {
    for (const { name, query, source } of there) {
      if (source === 'loki' || name === 'PrometheusUnreachable') continue;
      expect(textOf(query), name).toMatch(/vllm:|job(_model)?:/);
    }
  });
});

it('never lets a rule over logs find its own query in the log of a monitoring server', () => {
  for (const rule of rules.filter(({ source, name }) => source === 'loki' && name !== 'LogsMissing')) {
    const pattern = /\|~ `([^`]*)`/.exec(textOf(rule.query))![1]!;
    if (new RegExp(pattern).test(textOf(rule.query))) {
      expect(textOf(rule.query), rule.name).toContain(`service_name!~"${ownServices(settings).join('|')}"`);
    }
  }
});
