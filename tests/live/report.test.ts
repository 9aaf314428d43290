import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { capacitySeries, STEP, type CapacityKey } from '../../configs/capacity/index.ts';
import { freePort } from '../../lab/common/free-port.ts';
import { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { ROOT } from '../docs/markdown.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith } from '../helpers/tools.ts';

const DAY = 86_400;
/** Two days that Prometheus takes for recent, whatever the date. */
const FIRST = Math.floor(Date.now() / 1000 / DAY) * DAY - 3 * DAY;
const dayOf = (time: number) => new Date(time * 1000).toISOString().slice(0, 10);

/** Eight GPUs at 2.50 that are four from the noon of the second day on, and tokens in the second half of each day. */
const VALUES: readonly (readonly [CapacityKey, string, (second: number) => number | undefined])[] = [
  ['gpus', '', (second) => (second <= 1.5 * DAY ? 8 : 4)],
  ['cost', '', (second) => (second <= 1.5 * DAY ? 20 : 10)],
  ['tokens', ',type="input"', (second) => ((second - STEP) % DAY >= DAY / 2 ? 1000 : undefined)],
];

const samples = VALUES.map(([key, labels, valueAt]) => {
  const lines: string[] = [];
  for (let second = STEP; second <= 2 * DAY; second += STEP) {
    const value = valueAt(second);
    const labelled = `${capacitySeries[key]}{job="vllm",namespace="llm",model_name="large"${labels}}`;
    if (value !== undefined) lines.push(`${labelled} ${value} ${FIRST + second}`);
  }
  return `# TYPE ${capacitySeries[key]} gauge\n${lines.join('\n')}\n`;
});

describeWith(['prometheus', 'promtool'], 'the report', () => {
  const processes = new Processes();
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  let url: string;

  beforeAll(async () => {
    const data = join(folder, 'data');
    writeFileSync(join(folder, 'samples.txt'), `${samples.join('')}# EOF\n`);
    const made = ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'samples.txt'), data];
    execFileSync('promtool', made, { stdio: 'ignore' });
    writeFileSync(join(folder, 'prometheus.yml'), '');
    const address = `127.0.0.1:${await freePort()}`;
    processes.start('prometheus', [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=${address}`,
    ]);
    url = `http://${address}`;
    const api = new PrometheusApi(url);
    await eventually(60, async () => expect(await api.query('vector(1)')).toHaveLength(1));
  });

  afterAll(() => processes.stop());

  it('has the figures of the days, and their sum', () => {
    const [from, to] = [dayOf(FIRST), dayOf(FIRST + DAY)];
    const args = ['cli/run.js', 'cli/report', '--from', from, '--to', to, '--url', url, '--out', folder];
    expect(spawnSync('node', args, { cwd: ROOT, encoding: 'utf8' }).stderr).toBe('');
    const lines = readFileSync(join(folder, `usage-${from}-${to}.csv`), 'utf8').split('\r\n');
    expect(lines.slice(1)).toEqual([
      // 8 GPUs for 24 h; 43.2 million tokens in twelve hours.
      `${from},large,llm,,192.00,480.00,,43200000,`,
      // 8 GPUs for 12 h, then 4.
      `${to},large,llm,,144.00,360.00,,43200000,`,
      'Total,,,,336.00,840.00,,86400000,',
      '',
    ]);
  });
});
