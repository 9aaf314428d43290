import { appendFileSync, chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { LogChain } from '../../lab/logs/chain.ts';
import { docker, dockerHas } from '../../lab/common/docker.ts';
import type { LokiEntry } from '../../lab/logs/loki-api.ts';
import { collect, corpus, VERSIONS } from '../configs/logs/corpus.ts';
import { eventually, sleep } from '../../lab/common/waiting.ts';
import { expectOnce, numbersOf } from '../helpers/printed-entries.ts';
import { toolPath } from '../helpers/tools.ts';

/** Duration of the Loki outage in seconds. */
const OUTAGE = Number(process.env['LOKI_OUTAGE_SECONDS'] ?? 30);

const isThere = toolPath('docker') !== undefined && (await dockerHas(LogChain.images()));
if (!isThere) console.log(`skipped: the chain of logs (docker needs ${LogChain.images().join(', ')})`);

describe.skipIf(!isThere)('the log pipeline', () => {
  let chain: LogChain;
  // By container: Alloy also collects other containers on the machine that opt in.
  const of = (service: string) => `{container="${chain.settings.name}-${service}"}`;

  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-files-'));

  beforeAll(async () => {
    // Alloy runs as a user of its own without access to the files, as on any machine.
    chmodSync(folder, 0o755);
    const files = [{ path: join(folder, '*.log'), service: 'vllm-outside', model: 'a/b' }];
    chain = await LogChain.start(`lmlogs-${process.pid}`, { files });
  }, 300_000);

  afterAll(async () => {
    await chain?.remove();
    rmSync(folder, { recursive: true });
  }, 120_000);

  test.each(VERSIONS)('processes the log of vLLM %s like the pipeline tests', async (version) => {
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
  });

  it('reads the files of a server outside Docker, including a rotated one and its successor', async () => {
    const lines = corpus('vllm-0.33.0-made.log');
    const half = lines.findIndex((line) => line.includes('Avg prompt throughput')) + 1;
    const file = join(folder, 'api.log');
    const query = '{service_name="vllm-outside"}';
    const expected = collect(lines).entries.map(({ line, metadata: { stream: _, ...metadata } }) => ({
      line,
      metadata: { ...metadata, filename: `/var/log/host${file}` },
    }));
    const first = collect(lines.slice(0, half)).entries.length;
    writeFileSync(file, `${lines.slice(0, half - 1).join('\n')}\n`, { mode: 0o644 });
    await sleep(2_000);
    appendFileSync(file, `${lines[half - 1]}\n`);
    await eventually(60, async () => expect(await chain.loki.all(query)).toHaveLength(first));
    renameSync(file, `${file}.1`);
    writeFileSync(file, `${lines.slice(half).join('\n')}\n`, { mode: 0o644 });
    await eventually(60, async () => expect(await chain.loki.all(query)).toHaveLength(expected.length));
    await sleep(5_000);
    const entries = await chain.loki.all(query);
    expect(entries.map(plain).sort(byLine)).toEqual(expected.sort(byLine));
    for (const { labels } of entries) {
      expect(labels).toEqual({
        stack: chain.settings.name,
        service_name: 'vllm-outside',
        model_name: 'a/b',
      });
    }
  });

  it('truncates a line too long for Loki instead of losing it', async () => {
    await chain.printText('long', `INFO: ${'é'.repeat(150_000)}\nINFO: after\n`);
    const entries = await settled('long', 2);
    expect(entries.map(({ line }) => Buffer.byteLength(line)).sort((a, b) => a - b)[1]).toBeGreaterThan(
      130_000,
    );
    expect(await chain.alloyMetric('loki_process_truncated_fields_total')).toBe(1);
  });

  it('reads 100,000 lines with Loki stopped in between: none lost, none duplicated', async () => {
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
    await sleep(20_000);
    await docker('start', chain.container('loki'));
    await arrivedOnce('flood', lines, 2);
    expect(await chain.loki.count(`sum(count_over_time(${of('flood')} |= \`entry=\` [1h]))`)).toBe(lines);
    expect(await chain.alloyMetric('loki_write_sent_entries_total')).toBeGreaterThanOrEqual(lines);
    expect(await chain.alloyMetric('loki_write_dropped_entries_total')).toBe(0);
    expect(await chain.loki.labelSets(of('flood'))).toHaveLength(1);
  }, 600_000);

  it(
    `never blocks a container and loses no line while Loki is down for ${OUTAGE} s (LOKI_OUTAGE_SECONDS)`,
    async () => {
      const perSecond = 40;
      const lines = perSecond * (OUTAGE + 30);
      const container = await chain.print('outage', { lines, perSecond });
      await eventually(60, async () => {
        expect(await chain.loki.count(`sum(count_over_time(${of('outage')}[1h]))`)).toBeGreaterThan(
          perSecond,
        );
      });
      await docker('stop', chain.container('loki'));
      const before = await printed(container);
      await sleep(OUTAGE * 1_000);
      const meanwhile = (await printed(container)).slice(before.length);
      await docker('start', chain.container('loki'));
      // A traceback is one entry of four lines; timers are late on a busy machine.
      expect(meanwhile.length).toBeGreaterThan(0.7 * perSecond * OUTAGE);
      await arrivedOnce('outage', lines);
      const times = await printed(container);
      // A blocked write would show up as a pause: the printer writes 20 times per second.
      const pauses = times.slice(1).map((time, index) => time - times[index]!);
      expect(Math.max(...pauses)).toBeLessThan(10_000);
      expect(await chain.alloyMetric('loki_write_dropped_entries_total')).toBe(0);
    },
    (OUTAGE + 600) * 1_000,
  );

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
    'resumes where it stopped after a %s of Alloy',
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
        // A partially read traceback at the end is stored partially and completely.
        expect(numbers.length).toBeLessThanOrEqual(lines + 1);
      });
    },
    300_000,
  );

  it('exposes the engine only to Alloy, and only its containers', async () => {
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

  /** Waits for the number of entries, and a little longer for unexpected ones. */
  async function settled(service: string, count: number): Promise<LokiEntry[]> {
    await arrived(service, count);
    return (await chain.loki.search(of(service))).entries;
  }

  /** Waits until every line is stored, and checks again later, because duplicates are only removed in the end. */
  async function arrivedOnce(service: string, lines: number, planted = 0): Promise<void> {
    const once = async () => expectOnce(await chain.loki.all(of(service)), lines, planted);
    await eventually(400, once);
    await sleep(10_000);
    await once();
  }

  /** Time at which each line of a container reached Docker, in Unix milliseconds. */
  async function printed(container: string): Promise<number[]> {
    const text = await docker('logs', '--timestamps', container);
    return text.split('\n').map((line) => Date.parse(line.slice(0, line.indexOf(' '))));
  }

  async function arrived(service: string, count: number): Promise<void> {
    const query = `sum(count_over_time(${of(service)}[1h]))`;
    await eventually(240, async () => expect(await chain.loki.count(query)).toBeGreaterThanOrEqual(count));
    await sleep(5_000);
  }
});

/** Without the labels that Loki adds. */
function plain({ line, metadata: { detected_level: _, ...metadata } }: LokiEntry) {
  return { line, metadata };
}

function byLine(a: { line: string }, b: { line: string }): number {
  return a.line < b.line ? -1 : a.line > b.line ? 1 : 0;
}
