import { everyRule } from '../../../docs/generate/every-rule.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recordingRules } from '../../../configs/recording/index.ts';
import { alertRules, textOf } from '../../../configs/rules/index.ts';
import { sloRecordingGroups } from '../../../configs/slo/index.ts';
import { promqlQueries } from '../dashboards/dashboard.ts';
import { selectorsOf, withDurations, type LabelMatch } from '../dashboards/promql-tree.ts';

/** Counters of answers that have a status, and the label that says what was asked for. */
const ROUTE_LABEL: Readonly<Record<string, string>> = {
  http_requests_total: 'handler',
  grafana_http_request_duration_seconds_count: 'handler',
  loki_request_duration_seconds_count: 'route',
};

const rules = alertRules(everyRule()).flatMap((group) => group.rules);
const queries: readonly (readonly [where: string, expr: string])[] = [
  ...promqlQueries.map(
    ({ dashboard, title, expr }) => [`${dashboard}, ${title}`, withDurations(expr)] as const,
  ),
  ...[...recordingRules(everyRule()), ...sloRecordingGroups(everyRule())].flatMap((group) =>
    group.rules.map(({ record, expr }) => [record, textOf(expr)] as const),
  ),
  ...rules
    .filter(({ source }) => source === 'prometheus')
    .map(({ name, query }) => [name, textOf(query)] as const),
];
const counted = queries.flatMap(([where, expr]) =>
  selectorsOf(expr)
    .filter(({ name }) => name in ROUTE_LABEL)
    // One route that is asked for by its name is no count of answers.
    .filter(
      ({ name, matchers }) =>
        !matchers.some(({ label, operator }) => label === ROUTE_LABEL[name] && operator === '='),
    )
    .map(({ name, matchers }) => [where, name, matchers] as const),
);

/** Whether the conditions let a series with this route through. */
const passes = (matchers: readonly LabelMatch[], label: string, route: string) =>
  matchers
    .filter((matcher) => matcher.label === label)
    .every(({ operator, value }) => new RegExp(`^(?:${value})$`).test(route) === (operator === '=~'));

/** Values of a label in what a server really exposed. */
function valuesOf(metric: string, label: string): ReadonlySet<string> {
  const folder = new URL('../../fixtures/services/', import.meta.url);
  const lines = readdirSync(folder)
    .filter((file) => file.endsWith('.prom'))
    .flatMap((file) => readFileSync(new URL(file, folder), 'utf8').split('\n'))
    .filter((line) => line.startsWith(`${metric}{`));
  return new Set(lines.flatMap((line) => new RegExp(`[{,]${label}="([^"]*)"`).exec(line)?.[1] ?? []));
}

const PROBES: Readonly<Record<string, readonly string[]>> = {
  http_requests_total: [
    '/health',
    '/ping',
    '/metrics',
    '/ready',
    '/readyz',
    '/livez',
    '/healthz',
    '/-/ready',
  ],
  grafana_http_request_duration_seconds_count: ['/api/health', '/metrics', '/healthz'],
  loki_request_duration_seconds_count: ['ready', 'metrics', '/grpc.health.v1.Health/Check'],
};

const SERVED: Readonly<Record<string, readonly string[]>> = {
  http_requests_total: ['/v1/chat/completions', '/v1/models', '/chat', '/healthy-recipes', '/v1/metrics', ''],
};

describe('a probe', () => {
  it('is looked for in everything that counts answers', () => {
    expect(new Set(counted.map(([, name]) => name))).toEqual(
      new Set([
        'http_requests_total',
        'grafana_http_request_duration_seconds_count',
        'loki_request_duration_seconds_count',
      ]),
    );
    expect(counted.length).toBeGreaterThan(15);
  });

  it.each(counted)('is not counted by %s (%s), and everything else is', (_, name, matchers) => {
    const label = ROUTE_LABEL[name]!;
    const probes = PROBES[name]!;
    for (const probe of probes) expect(passes(matchers, label, probe), probe).toBe(false);
    const others = [...valuesOf(name, label), ...(SERVED[name] ?? [])].filter(
      (route) => !probes.includes(route),
    );
    expect(others.length).toBeGreaterThan(3);
    for (const route of others) expect(passes(matchers, label, route), route).toBe(true);
  });
});
