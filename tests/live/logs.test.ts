import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { alloyConfig } from '../../configs/logs/index.ts';
import { lokiConfig } from '../../configs/loki/config.ts';
import { parseSettings } from '../../configs/settings/index.ts';
import { LogChain } from '../../scripts/logs/chain.ts';
import { docker, dockerHas } from '../../scripts/logs/docker.ts';
import type { LokiEntry } from '../../scripts/logs/loki-api.ts';
import { collect, corpus } from '../configs/logs/corpus.ts';
import { eventually } from '../../scripts/common/waiting.ts';
import { describeWith, toolPath } from '../helpers/tools.ts';

/** Every branch of the configurations once. */
const SETTINGS = [
  {},
  {
    logs: {
      include: ['vllm-.*'],
      files: [{ path: '/var/log/vllm/*.log', service: 'vllm-api', model: 'a/b' }],
      redactPatterns: ['(acme_[0-9]+)'],
      dropPrompts: true,
      tenant: 'llm',
    },
    loki: { retention: '30d', memory: '4GiB' },
  },
  {
    loki: { existing: { url: 'https://loki.example.com', auth: { bearer: 'x' }, tls: { serverName: 'x' } } },
  },
] as const;

describeWith(['loki'], 'Loki itself', () => {
  test.each(SETTINGS)('takes the configuration of %j', (raw) => {
    withFile('loki.yml', lokiConfig(parseSettings(raw)), (file) =>
      execFileSync('loki', ['-verify-config', `-config.file=${file}`], { stdio: 'pipe' }),
    );
  });
});

describeWith(['alloy'], 'Alloy itself', () => {
  test.each(SETTINGS)('takes the configuration of %j, and would write it the same way', (raw) => {
    withFile('config.alloy', alloyConfig(parseSettings(raw)), (file) => {
      execFileSync('alloy', ['validate', file], { stdio: 'pipe' });
      execFileSync('alloy', ['fmt', '--test', file], { stdio: 'pipe' });
    });
  });
});

const isThere = toolPath('docker') !== undefined && (await dockerHas(LogChain.images()));
if (!isThere) console.log(`skipped: the chain of logs (docker needs ${LogChain.images().join(', ')})`);

describe.skipIf(!isThere)('the chain of logs', () => {
  let chain: LogChain;
  // By container: Alloy also collects what opts in elsewhere on the machine.
  const of = (service: string) => `{container="${chain.settings.name}-${service}"}`;

  beforeAll(async () => {
    chain = await LogChain.start(`lmlogs-${process.pid}`);
  }, 300_000);

  afterAll(() => chain?.remove(), 120_000);

  test.each(['0.8.5', '0.10.2', '0.20.0', '0.33.0', '0.33.0-json'])(
    'makes of the log of vLLM %s what the pipeline says',
    async (version) => {
      const lines = corpus(`vllm-${version}-made.log`);
      const service = `corpus-${version.replaceAll('.', '-')}`;
      await chain.printText(service, `${lines.join('\n')}\n`);
      const expected = collect(lines).entries.map(({ line, metadata }) => ({ line, metadata }));
      const entries = await settled(service, expected.length);
      expect(entries.map(plain).sort(byLine)).toEqual(expected.sort(byLine));
      for (const { labels } of entries) {
        expect(labels).toEqual({
          stack: chain.settings.name,
          service_name: service,
          container: `${chain.settings.name}-${service}`,
        });
      }
    },
  );

  it('cuts a line too long for Loki instead of losing it', async () => {
    await chain.printText('long', `INFO: ${'é'.repeat(150_000)}\nINFO: after\n`);
    const entries = await settled('long', 2);
    expect(entries.map(({ line }) => Buffer.byteLength(line)).sort((a, b) => a - b)[1]).toBeGreaterThan(
      130_000,
    );
    expect(await chain.alloyMetric('loki_process_truncated_fields_total')).toBe(1);
  });

  it('reads 100,000 lines with Loki stopped in the middle: none lost, none doubled', async () => {
    const lines = 100_000;
    await chain.print('flood', {
      lines,
      perSecond: 2_500,
      planted: [
        '(APIServer pid=1) INFO 11-24 02:57:44 [logger.py:41] Received request chatcmpl-needle0123456789: params: x',
        '(APIServer pid=1) CRITICAL 11-24 02:57:44 [core.py:1] the needle in the haystack',
      ],
    });
    await eventually(60, async () => {
      expect(await chain.loki.count(`sum(count_over_time(${of('flood')}[1h]))`)).toBeGreaterThan(lines / 4);
    });
    await docker('stop', chain.container('loki'));
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    await docker('start', chain.container('loki'));
    await arrivedOnce('flood', lines, 2);
    expect(await chain.loki.count(`sum(count_over_time(${of('flood')} |= \`entry=\` [1h]))`)).toBe(lines);
    expect(await chain.alloyMetric('loki_write_sent_entries_total')).toBeGreaterThanOrEqual(lines);
    expect(await chain.alloyMetric('loki_write_dropped_entries_total')).toBe(0);
    expect(await chain.loki.labelSets(of('flood'))).toHaveLength(1);
  }, 600_000);

  it.each([
    ['text', '|= `needle in the haystack`'],
    ['level', '| level=`critical`'],
    ['request id', '| request_id=`chatcmpl-needle0123456789`'],
  ])('finds the planted line by its %s', async (_, filter) => {
    const { entries } = await chain.loki.search(`${of('flood')} ${filter}`);
    expect(entries).toHaveLength(1);
    expect(entries[0]?.line).toContain('needle');
  });

  it.each(['restart', 'kill'] as const)(
    'reads on where it stopped after a %s of Alloy',
    async (command) => {
      const lines = 12_000;
      await chain.print(command, { lines, perSecond: 400 });
      await eventually(90, async () => {
        expect(await chain.loki.count(`sum(count_over_time(${of(command)}[1h]))`)).toBeGreaterThan(lines / 2);
      });
      await docker(command, chain.container('alloy'));
      if (command === 'kill') await docker('start', chain.container('alloy'));
      await eventually(120, async () => {
        const numbers = numbersOf(await chain.loki.all(of(command)));
        expect(new Set(numbers).size).toBe(lines);
        // A traceback that was half read at the end is there in half and as a whole.
        expect(numbers.length).toBeLessThanOrEqual(lines + 1);
      });
    },
    300_000,
  );

  it('shows the engine to Alloy alone, and nothing but its containers', async () => {
    const proxy = chain.container('socket-proxy');
    const addresses = await docker(
      'inspect',
      '--format',
      '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}',
      proxy,
    );
    await expect(fetch(`http://${addresses}:2375/v1.41/containers/json`)).resolves.toMatchObject({
      status: 403,
    });
    expect(await docker('logs', proxy)).not.toContain('path not allowed');
  });

  /** Waits until as many entries are there, and a little longer for what should not come. */
  async function settled(service: string, count: number): Promise<LokiEntry[]> {
    await arrived(service, count);
    return (await chain.loki.search(of(service))).entries;
  }

  /** Waits until every line is there once, and looks again later: what is read twice is known for the same only in the end. */
  async function arrivedOnce(service: string, lines: number, planted = 0): Promise<void> {
    const once = async () => expectOnce(await chain.loki.all(of(service)), lines, planted);
    await eventually(400, once);
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    await once();
  }

  async function arrived(service: string, count: number): Promise<void> {
    const query = `sum(count_over_time(${of(service)}[1h]))`;
    await eventually(240, async () => expect(await chain.loki.count(query)).toBeGreaterThanOrEqual(count));
    await new Promise((resolve) => setTimeout(resolve, 5_000));
  }
});

/** Numbers of the entries that a printing container wrote. */
function numbersOf(entries: readonly LokiEntry[]): string[] {
  return entries.flatMap(({ line }) => /entry=(\d+)/.exec(line)?.[1] ?? []);
}

/** Every printed line once: one in 50 entries is a traceback of four. An outage may split one in two; it loses nothing. */
function expectOnce(entries: readonly LokiEntry[], count: number, planted = 0): void {
  const numbers = numbersOf(entries);
  expect(new Set(numbers).size).toBe(count);
  expect(numbers).toHaveLength(count);
  const printed = entries.flatMap(({ line }) => line.split('\n'));
  expect(printed).toHaveLength(count + planted + 3 * Math.floor(count / 50));
}

/** Without what Loki adds of its own. */
function plain({ line, metadata: { detected_level: _, ...metadata } }: LokiEntry) {
  return { line, metadata };
}

function byLine(a: { line: string }, b: { line: string }): number {
  return a.line < b.line ? -1 : a.line > b.line ? 1 : 0;
}

function withFile(name: string, text: string, use: (file: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-'));
  try {
    writeFileSync(join(folder, name), text);
    use(join(folder, name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
