import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { alertRules, conditionOf } from '../../configs/rules/index.ts';
import { parseSettings } from '../../configs/index.ts';
import { ruleCases } from '../configs/rules/cases/index.ts';
import { logCases } from '../configs/rules/cases/logs.ts';
import { CLUSTER_STACK, clusterDayTest } from '../configs/rules/cluster-day.ts';
import { DAY_STACK, dayTest } from '../configs/rules/day.ts';
import { demoHourTest } from '../configs/rules/demo-hour.ts';
import { STACK } from '../configs/rules/fleet.ts';
import { outageTest } from '../configs/rules/outage.ts';
import { promtoolFile, writeCases } from '../configs/rules/promtool.ts';
import { renderRules } from '../configs/rules/rendered.ts';
import { Loki } from '../../lab/detection/loki.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { describeWith } from '../helpers/tools.ts';

/** Error output of a tool; undefined on success. */
function complaints(folder: string, tool: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8', cwd: folder });
  return status === 0 ? '' : `${stdout}\n${stderr}`;
}

/** Stacks whose rules differ in more than a number. */
const STACKS = {
  'two replicas and a backend': STACK,
  "somebody else's Prometheus": {
    ...STACK,
    targets: [],
    prometheus: { existing: { url: 'https://metrics.example.com' } },
  },
  'models with objectives of their own': {
    ...STACK,
    models: [
      { name: 'org/fast-1.5', slo: { ttft: { threshold: 0.5, objective: 0.999 } } },
      { name: 'org/slow', slo: { e2e: { threshold: 120 }, availability: { objective: 0.99 } } },
    ],
  },
} as const;
const stacks = Object.entries(STACKS);

describeWith(['promtool'], 'promtool on the rules', () => {
  it.each(stacks)('has no findings: %s', (_name, stack) => {
    const folder = renderRules(parseSettings(stack));
    const check = ['check', 'rules', '--lint=all', '--lint-fatal'];
    expect(complaints(folder, 'promtool', ...check, 'slo.yml', 'alerts.yml')).toBe('');
  });

  const folder = renderRules();
  it.each(writeCases(folder, ruleCases))(
    '%s: fires, does not fire in the neighboring case, resolves',
    (file) => {
      expect(complaints(folder, 'promtool', 'test', 'rules', file)).toBe('');
    },
  );

  it('keeps the error budgets through an outage', { timeout: 900_000 }, () => {
    const slow = promtoolFile(['slo.yml'], [outageTest()], 120);
    writeFileSync(join(folder, 'outage.yml'), slow);
    expect(complaints(folder, 'promtool', 'test', 'rules', 'outage.yml')).toBe('');
  });

  it('fires neither page nor ticket on a healthy day', { timeout: 900_000 }, () => {
    const rules = renderRules(parseSettings({ ...STACK, ...DAY_STACK }));
    writeFileSync(join(rules, 'day.yml'), promtoolFile(['slo.yml', 'alerts.yml'], [dayTest()]));
    expect(complaints(rules, 'promtool', 'test', 'rules', 'day.yml')).toBe('');
  });

  it('fires neither on a day of a cluster, whose pods come and go', { timeout: 900_000 }, () => {
    const rules = renderRules(parseSettings({ ...STACK, ...CLUSTER_STACK }));
    const files = ['slo.yml', 'capacity.yml', 'alerts.yml'];
    writeFileSync(join(rules, 'cluster.yml'), promtoolFile(files, [clusterDayTest()]));
    expect(complaints(rules, 'promtool', 'test', 'rules', 'cluster.yml')).toBe('');
  });
});

describeWith(['promtool'], 'promtool on the rules of a stack with the demo', () => {
  const folder = renderRules(parseSettings({ ...STACK, targets: [], demo: true }));

  // The load varies by half around three calls per second.
  it.each([1.5, 3, 4.5])('fires one alert in each incident, and no other, at %f calls per second', (rate) => {
    writeFileSync(join(folder, `${rate}.yml`), promtoolFile(['slo.yml', 'alerts.yml'], [demoHourTest(rate)]));
    expect(complaints(folder, 'promtool', 'test', 'rules', `${rate}.yml`)).toBe('');
  });
});

describeWith(['pint'], 'pint on the rules', () => {
  it.each(stacks)('has no offline findings: %s', (_name, stack) => {
    const config = join(import.meta.dirname, '../../.pint.hcl');
    const lint = [
      '--no-color',
      '--offline',
      '--config',
      config,
      'lint',
      '--fail-on=info',
      '--min-severity=info',
    ];
    expect(complaints(renderRules(parseSettings(stack)), 'pint', ...lint, 'slo.yml', 'alerts.yml')).toBe('');
  });
});

describeWith(['loki'], 'the rules over logs, asked of Loki', () => {
  const settings = parseSettings(STACK);
  const rules = alertRules(settings).flatMap((group) => group.rules);
  let loki: Loki;

  beforeAll(async () => {
    loki = await Loki.start();
  });
  afterAll(() => loki.program.kill());

  const push = (labels: Record<string, string>, lines: readonly string[]) =>
    loki.push({ stack: settings.name, ...labels }, lines);

  /** Services for which the condition of a rule is true. */
  async function firing(name: string): Promise<string[]> {
    const rule = rules.find((candidate) => candidate.name === name)!;
    const { data } = JSON.parse(await loki.query(conditionOf(rule))) as {
      data: { result: { metric: Record<string, string> }[] };
    };
    return data.result.map(({ metric }) => metric['service_name'] ?? '');
  }

  it('LogsMissing fires without lines, and does not fire with one', async () => {
    expect(await firing('LogsMissing')).toHaveLength(1);
    await push({ service_name: 'backend', container: 'b' }, ['any line']);
    await eventually(30, async () => expect(await firing('LogsMissing')).toEqual([]));
  });

  it.each(logCases.flatMap(({ rule, fires }) => fires.map((line, index) => [rule, line, index] as const)))(
    '%s fires: %s',
    async (rule, line, index) => {
      const service = `${rule.toLowerCase()}-${index}`;
      await push({ service_name: service, container: 'a' }, [line]);
      await eventually(30, async () => expect(await firing(rule)).toContain(service));
    },
  );

  it.each(logCases.map(({ rule, quiet }) => [rule, quiet] as const))(
    '%s does not fire in the neighboring case',
    async (rule, quiet) => {
      await push({ service_name: 'quiet', container: 'a' }, quiet);
      await eventually(30, async () => {
        const stored = await loki.query('{service_name="quiet"}', true);
        expect(stored).toContain(JSON.stringify(quiet[0]!).slice(1, -1));
      });
      expect(await firing(rule)).not.toContain('quiet');
    },
  );

  it('matches nothing in the logs of the monitoring stack, which contain each query', async () => {
    const { fires } = logCases[0]!;
    await push({ service_name: 'loki', container: 'loki' }, fires);
    await push({ service_name: 'grafana', container: 'grafana' }, fires);
    await push({ service_name: 'marker', container: 'a' }, fires);
    await eventually(30, async () => expect(await firing('VLLMOutOfMemoryLogged')).toContain('marker'));
    expect(await firing('VLLMOutOfMemoryLogged')).not.toContain('loki');
    expect(await firing('VLLMOutOfMemoryLogged')).not.toContain('grafana');
  });
});
