import { everyRule } from '../../../docs/generate/every-rule.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { annotations } from '../../../configs/dashboards/annotations.ts';
import { dashboards } from '../../../configs/dashboards/index.ts';
import { pipeline } from '../../../configs/logs/index.ts';
import { ownServices } from '../../../configs/inventory/own-services.ts';
import { alertRules, textOf } from '../../../configs/rules/index.ts';
import { demoServices } from '../../../configs/services/demo.ts';
import { services } from '../../../configs/services/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { interpolate, panelQueries } from '../../helpers/panel-queries.ts';
import { corpus } from './corpus.ts';
import { run } from './interpreter.ts';
import { reads, type StoredEntry } from './logql-match.ts';

const settings = parseSettings({});

/** Everything chosen in the drop-downs, nothing typed. */
const CHOSEN = { service: '.+', job: '.+', model_name: '.*', level: '.*', search: '', __auto: '5m' };

/** Queries that look at every service by intent, so that a failure of the stack itself is seen too. */
const OF_ALL = [
  'vllm-logs, Total lines',
  'vllm-logs, Errors',
  'vllm-logs, Log lines by level',
  'vllm-logs, Log lines by service',
  'vllm-logs, Errors by signature',
  'vllm-logs, Errors by service',
  'vllm-logs, Log lines',
  'StorageFailingLogged',
  'LogsMissing',
];

const rules = (given: typeof settings) => alertRules(given).flatMap((group) => group.rules);

/** Queries of the runbook, about the service of an alert. */
const runbook = rules(everyRule()).flatMap(({ name, runbook: { diagnosis } }) =>
  diagnosis
    .map(({ query = '' }) => textOf(query))
    .filter((query) => query.startsWith('{service_name="<'))
    .map((query) => [`runbook of ${name}`, query.replaceAll(/<\w+>/g, 'vllm-api')] as const),
);

const queries: readonly (readonly [where: string, query: string])[] = [
  ...dashboards(settings)
    .flatMap(panelQueries)
    .filter(({ dataSource }) => dataSource === 'loki')
    .map(({ dashboard, panel, expr }) => [`${dashboard}, ${panel}`, interpolate(expr, CHOSEN)] as const),
  ...annotations(settings).map((builder) => {
    const { name, expr } = builder.build();
    return [`mark ${name}`, expr!] as const;
  }),
  ...[settings, parseSettings({ logs: { enabled: false } })].flatMap((given) =>
    rules(given)
      .filter(({ source }) => source === 'loki')
      .map(({ name, query }) => [name, textOf(query)] as const),
  ),
  ...runbook,
];
const ofVllm = queries.filter(([where]) => !OF_ALL.includes(where));

/** What the pipeline makes of lines of one service. */
const stored = (service: string, lines: readonly string[]): StoredEntry[] =>
  run(
    pipeline(settings),
    lines.map((line) => ({
      line,
      labels: {
        stack: 'llm-monitoring',
        service_name: service,
        container: `llm-monitoring-${service}`,
        stream: 'stderr',
      },
    })),
  ).entries;

const FIXTURES = new URL('../../fixtures/services/', import.meta.url);
const logs = readdirSync(FIXTURES).filter((file) => file.endsWith('.log'));
const linesOf = (file: string) => readFileSync(new URL(file, FIXTURES), 'utf8').split('\n').filter(Boolean);

const printed = logs.flatMap((file) => stored(/^[a-z]+/.exec(file)![0], linesOf(file)));

/** The lines that quote a query, each once with every query of ours. */
const quoting = logs.flatMap((file) => {
  const lines = linesOf(file).filter((line) => /\bquery="|"query":"/.test(line));
  return stored(
    /^[a-z]+/.exec(file)![0],
    queries.flatMap(([, query]) =>
      lines.map((line) =>
        line.replace(/(\bquery=|"query":)"(?:[^"\\]|\\.)*"/, (_, key: string) => key + JSON.stringify(query)),
      ),
    ),
  );
});

describe('a line of the stack itself', () => {
  it('is there of every server that logs queries', () => {
    expect(new Set(printed.map(({ labels }) => labels['service_name']))).toEqual(
      new Set(['alloy', 'grafana', 'loki', 'prometheus']),
    );
    expect(printed.length).toBeGreaterThan(100);
    expect(quoting.length).toBeGreaterThan(queries.length);
  });

  it.each(ofVllm)('is not read by %s', (_, query) => {
    const read = [...printed, ...quoting].filter((entry) => reads(query, entry));
    expect(read.map(({ line }) => line)).toEqual([]);
  });

  it('would be read without the condition on the service', () => {
    const bare = ofVllm.map(([, query]) => query.replaceAll(/,?service_name!~"[^"]*"/g, ''));
    const caught = bare.filter((query) => quoting.some((entry) => reads(query, entry)));
    expect(caught.length).toBeGreaterThan(5);
  });

  it('is no failed write where it quotes the search for one', () => {
    const [, query] = queries.find(([where]) => where === 'StorageFailingLogged')!;
    expect([...printed, ...quoting].filter((entry) => reads(query, entry))).toEqual([]);
  });
});

describe('a line of vLLM', () => {
  const entries = stored('vllm-api', corpus('vllm-0.32.0-server.log'));
  const fatal = stored('vllm-api', [
    'ERROR 11-24 02:57:44 [core.py:843] EngineCore encountered a fatal error.',
  ]);
  const find = (where: string) => queries.find(([name]) => name === where)![1];

  it('is read by what looks for it', () => {
    for (const where of ['vllm-logs, Server starts', 'mark Server started', 'vllm-logs, Responses by status'])
      expect(entries.filter((entry) => reads(find(where), entry)).length, where).toBeGreaterThan(0);
    for (const where of ['vllm-logs, Fatal errors', 'mark Fatal error', 'VLLMEngineDeadLogged'])
      expect(fatal.filter((entry) => reads(find(where), entry)).length, where).toBe(1);
  });

  it('that says that a probe failed is no failed request', () => {
    const lines = ['/health', '/ready', '/metrics', '/ping', '/v1/completions'].map(
      (path) => `INFO:     10.0.0.7:5555 - "GET ${path} HTTP/1.1" 503 Service Unavailable`,
    );
    for (const panel of ['5xx', 'Responses by status', 'Failed requests by path', 'Failed requests']) {
      const read = stored('vllm-api', lines).filter((entry) => reads(find(`vllm-logs, ${panel}`), entry));
      expect(
        read.map(({ metadata }) => metadata['path']),
        panel,
      ).toEqual(['/v1/completions']);
    }
  });
});

describe('the services of the stack itself', () => {
  const all = parseSettings({
    demo: true,
    traces: { enabled: true },
    exporters: { gpu: true, node: true, containers: true },
  });

  it('are all containers but those of the demo', () => {
    const demo = demoServices(all).map(({ name }) => name);
    const own = services(all)
      .map(({ name }) => name)
      .filter((name) => !demo.includes(name));
    expect(ownServices(all)).toEqual(expect.arrayContaining(own));
    for (const name of demo) expect(ownServices(all)).not.toContain(name);
  });
});
