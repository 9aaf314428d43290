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

const LARGE = 'job="vllm",namespace="llm",model_name="large"';
/** Its name needs quotes in CSV and an escape in Markdown. */
const ODD = String.raw`job="vllm",cluster="eu",model_name="org/a \"b\", c|d"`;

type Sample = readonly [labels: string, valueAt: (second: number) => number | undefined];

const VALUES: Readonly<Partial<Record<CapacityKey, readonly Sample[]>>> = {
  gpus: [
    // Eight GPUs at 2.50 that are four from the noon of the second day on.
    [LARGE, (second) => (second <= 1.5 * DAY ? 8 : 4)],
    // Begins at noon, in two jobs, without a price.
    [ODD, (second) => (second > DAY / 2 ? 1 : undefined)],
    [ODD.replace('vllm', 'batch'), (second) => (second > DAY / 2 ? 2 : undefined)],
  ],
  cost: [[LARGE, (second) => (second <= 1.5 * DAY ? 20 : 10)]],
  // Tokens in the second half of each day.
  tokens: [[`${LARGE},type="input"`, (second) => ((second - STEP) % DAY >= DAY / 2 ? 1000 : undefined)]],
};

const samples = (Object.keys(VALUES) as CapacityKey[]).map((key) => {
  const lines: string[] = [];
  for (const [labels, valueAt] of VALUES[key]!) {
    for (let second = STEP; second <= 2 * DAY; second += STEP) {
      const value = valueAt(second);
      if (value !== undefined) lines.push(`${capacitySeries[key]}{${labels}} ${value} ${FIRST + second}`);
    }
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

  // A zone whose days are not those of UTC, and one with daylight saving time.
  it.each(['UTC', 'Pacific/Auckland', 'America/New_York'])(
    'has the figures of the days, and their sum, run in %s',
    (zone) => {
      const [from, to] = [dayOf(FIRST), dayOf(FIRST + DAY)];
      const args = ['cli/run.js', 'cli/report', '--from', from, '--to', to, '--url', url, '--out', folder];
      const env = { ...process.env, TZ: zone };
      expect(spawnSync('node', args, { cwd: ROOT, encoding: 'utf8', env }).stderr).toBe('');
      const written = (ending: string) => readFileSync(join(folder, `usage-${from}-${to}.${ending}`), 'utf8');
      expect(written('csv').split('\r\n').slice(1)).toEqual([
        // 8 GPUs for 24 h; 43.2 million tokens in twelve hours.
        `${from},large,llm,,192.00,480.00,,43200000,`,
        // 3 GPUs from noon on.
        `${from},"org/a ""b"", c|d",,eu,36.00,,,,`,
        // 8 GPUs for 12 h, then 4.
        `${to},large,llm,,144.00,360.00,,43200000,`,
        `${to},"org/a ""b"", c|d",,eu,72.00,,,,`,
        'Total,,,,444.00,840.00,,86400000,',
        '',
      ]);
      expect(written('md')).toContain(String.raw`| org/a "b", c\|d |  | eu | 36.00 |`);
    },
    60_000,
  );
});
