import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { alertRules, conditionOf } from '../../configs/rules/index.ts';
import { parseSettings } from '../../configs/settings/index.ts';
import { ruleCases } from '../configs/rules/cases/index.ts';
import { logCases } from '../configs/rules/cases/logs.ts';
import { dayTest } from '../configs/rules/day.ts';
import { STACK } from '../configs/rules/fleet.ts';
import { promtoolFile, writeCases } from '../configs/rules/promtool.ts';
import { renderRules } from '../configs/rules/rendered.ts';
import { eventually, freePort, Processes } from '../helpers/processes.ts';
import { describeWith } from '../helpers/tools.ts';

/** What a tool says where it fails; nothing where it passes. */
function complaints(folder: string, tool: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8', cwd: folder });
  return status === 0 ? '' : `${stdout}\n${stderr}`;
}

describeWith(['promtool'], 'promtool on the rules', () => {
  it('finds nothing to complain about', () => {
    const folder = renderRules();
    const check = ['check', 'rules', '--lint=all', '--lint-fatal'];
    expect(complaints(folder, 'promtool', ...check, 'slo.yml', 'alerts.yml')).toBe('');
  });

  const folder = renderRules();
  it.each(writeCases(folder, ruleCases))('%s: fires, is quiet beside it, resolves', (file) => {
    expect(complaints(folder, 'promtool', 'test', 'rules', file)).toBe('');
  });

  it('sees neither page nor ticket on a healthy day', { timeout: 900_000 }, () => {
    writeFileSync(join(folder, 'day.yml'), promtoolFile(['slo.yml', 'alerts.yml'], [dayTest()]));
    expect(complaints(folder, 'promtool', 'test', 'rules', 'day.yml')).toBe('');
  });
});

describeWith(['pint'], 'pint on the rules', () => {
  it('finds nothing to complain about offline', () => {
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
    expect(complaints(renderRules(), 'pint', ...lint, 'slo.yml', 'alerts.yml')).toBe('');
  });
});

describeWith(['loki'], 'the rules over logs, asked of Loki', () => {
  const processes = new Processes();
  const settings = parseSettings(STACK);
  const rules = alertRules(settings).flatMap((group) => group.rules);
  let url = '';

  beforeAll(async () => {
    const [port, grpc] = [await freePort(), await freePort()];
    const folder = mkdtempSync(join(tmpdir(), 'loki-'));
    writeFileSync(join(folder, 'loki.yml'), lokiConfig(folder, port, grpc));
    processes.start('loki', [`-config.file=${join(folder, 'loki.yml')}`]);
    url = `http://127.0.0.1:${port}/loki/api/v1`;
    await eventually(120, async () => {
      if (!(await fetch(`http://127.0.0.1:${port}/ready`)).ok) throw new Error('Loki is not ready');
    });
  });
  afterAll(() => processes.stop());

  async function push(labels: Record<string, string>, lines: readonly string[]): Promise<void> {
    const now = BigInt(Date.now()) * 1_000_000n;
    const values = lines.map((line, index) => [String(now + BigInt(index)), line]);
    const response = await fetch(`${url}/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ streams: [{ stream: { stack: settings.name, ...labels }, values }] }),
    });
    if (!response.ok) throw new Error(await response.text());
  }

  /** Services for which the condition of a rule holds. */
  async function firing(name: string): Promise<string[]> {
    const rule = rules.find((candidate) => candidate.name === name)!;
    const response = await fetch(`${url}/query?${new URLSearchParams({ query: conditionOf(rule) })}`);
    if (!response.ok) throw new Error(await response.text());
    const { data } = (await response.json()) as { data: { result: { metric: Record<string, string> }[] } };
    return data.result.map(({ metric }) => metric['service_name'] ?? '');
  }

  it('LogsMissing fires while there is no line, and is quiet with one', async () => {
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
    '%s is quiet beside it',
    async (rule, quiet) => {
      await push({ service_name: 'quiet', container: 'a' }, quiet);
      await eventually(30, async () => {
        const query = '{service_name="quiet"}';
        const response = await fetch(`${url}/query_range?${new URLSearchParams({ query })}`);
        expect(await response.text()).toContain(JSON.stringify(quiet[0]!).slice(1, -1));
      });
      expect(await firing(rule)).not.toContain('quiet');
    },
  );

  it('finds nothing in the logs of the monitoring, which repeat each query', async () => {
    const { fires } = logCases[0]!;
    await push({ service_name: 'loki', container: 'loki' }, fires);
    await push({ service_name: 'grafana', container: 'grafana' }, fires);
    await push({ service_name: 'marker', container: 'a' }, fires);
    await eventually(30, async () => expect(await firing('VLLMOutOfMemoryLogged')).toContain('marker'));
    expect(await firing('VLLMOutOfMemoryLogged')).not.toContain('loki');
    expect(await firing('VLLMOutOfMemoryLogged')).not.toContain('grafana');
  });
});

function lokiConfig(folder: string, port: number, grpc: number): string {
  return JSON.stringify({
    auth_enabled: false,
    server: { http_listen_address: '127.0.0.1', http_listen_port: port, grpc_listen_port: grpc },
    common: {
      path_prefix: folder,
      replication_factor: 1,
      ring: { instance_addr: '127.0.0.1', kvstore: { store: 'inmemory' } },
      storage: {
        filesystem: { chunks_directory: join(folder, 'chunks'), rules_directory: join(folder, 'rules') },
      },
    },
    schema_config: {
      configs: [
        {
          from: '2024-01-01',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    analytics: { reporting_enabled: false },
  });
}
