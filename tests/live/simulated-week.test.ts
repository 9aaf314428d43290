import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { capacityRecordingGroups, capacitySeries } from '../../configs/capacity/index.ts';
import { parseSettings } from '../../configs/index.ts';
import { ruleFile } from '../../configs/rules/index.ts';
import {
  billOf,
  FLEET,
  samplesOfWeek,
  SETTINGS,
  WEEK,
  type Bill,
} from '../../lab/capacity/simulated-week.ts';
import { freePort } from '../../lab/common/free-port.ts';
import { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { dashboards } from '../../configs/dashboards/index.ts';
import { ALL_CHOSEN, interpolate, panelQueries } from '../helpers/panel-queries.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith } from '../helpers/tools.ts';

const DAY = 86_400;
const START = Math.floor(Date.now() / 1000 / DAY) * DAY - 8 * DAY;

/** promtool reads its whole input once per block. */
const LONG_BLOCKS = '--max-block-duration=240h';

/**
 * Recorded series in the order in which they read each other: `promtool` evaluates a rule over the stored series only, so that each
 * step has to be in the database before the next.
 */
const STEPS = [
  [capacitySeries.engines, capacitySeries.tokens],
  [capacitySeries.gpus, capacitySeries.idle],
  [capacitySeries.cost],
  [capacitySeries.idleCost],
] as const;

describeWith(['prometheus', 'promtool'], 'a simulated week', () => {
  const processes = new Processes();
  const folder = mkdtempSync(join(tmpdir(), 'week-'));
  const data = join(folder, 'data');
  const settings = parseSettings(SETTINGS);
  const bills = FLEET.map((model) => [model.name, billOf(model)] as const);
  let address: string;
  let api: PrometheusApi;

  const start = async () => {
    address = `127.0.0.1:${await freePort()}`;
    processes.start('prometheus', [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=${address}`,
    ]);
    api = new PrometheusApi(`http://${address}`);
    await eventually(60, async () => expect(await api.query('vector(1)')).toHaveLength(1));
  };

  beforeAll(async () => {
    writeFileSync(join(folder, 'samples.txt'), samplesOfWeek(START));
    writeFileSync(join(folder, 'prometheus.yml'), '');
    const made = [
      'tsdb',
      'create-blocks-from',
      LONG_BLOCKS,
      'openmetrics',
      join(folder, 'samples.txt'),
      data,
    ];
    execFileSync('promtool', made, { stdio: 'ignore' });
    const rules = capacityRecordingGroups(settings).flatMap((group) => group.rules);
    for (const [index, records] of STEPS.entries()) {
      await start();
      const file = join(folder, `step-${index}.yml`);
      const named = rules.filter(({ record }) => (records as readonly string[]).includes(record));
      writeFileSync(file, ruleFile('', [{ name: 'step', rules: named }]).content as string);
      const [from, to] = [START + 60, START + WEEK].map(String);
      execFileSync(
        'promtool',
        [
          'tsdb',
          'create-blocks-from',
          LONG_BLOCKS,
          'rules',
          `--url=http://${address}`,
          `--start=${from}`,
          `--end=${to}`,
          '--eval-interval=60s',
          `--output-dir=${data}`,
          file,
        ],
        { stdio: 'ignore' },
      );
      await processes.stop();
    }
    await start();
  });

  afterAll(() => processes.stop());

  /** The result of a query of the dashboard over the week. */
  const shown = async (panel: string, refId = 'A') => {
    const capacity = dashboards(settings).find(({ uid }) => uid === 'vllm-capacity')!;
    const { expr } = panelQueries(capacity).find((each) => each.panel === panel && each.refId === refId)!;
    const query = interpolate(expr, { ...ALL_CHOSEN, __range: '7d' });
    return api.query(query.replaceAll(/(\[7d\])/g, `$1 @ ${START + WEEK}`));
  };
  const sum = (key: keyof Bill) => bills.reduce((total, [, bill]) => total + bill[key], 0);
  const near = (found: number, expected: number) =>
    expect(Math.abs(found / expected - 1), `${found} instead of ${expected}`).toBeLessThan(0.01);

  it('costs in all what the simulation adds up', async () => {
    for (const [panel, key] of [
      ['Cost', 'cost'],
      ['GPU hours', 'gpuHours'],
    ] as const) {
      const [series] = await shown(panel);
      near(Number(series!.value[1]), sum(key));
    }
    const [idle] = await shown('Cost spent idle');
    near(Number(idle!.value[1]), sum('idleCost') / sum('cost'));
    const [perMillion] = await shown('Per million tokens');
    near(Number(perMillion!.value[1]), (1e6 * sum('cost')) / sum('tokens'));
  });

  it('costs per model what the simulation adds up', async () => {
    const costs = await shown('Cost by model', 'C');
    expect(costs).toHaveLength(FLEET.length);
    for (const [name, bill] of bills) {
      const found = costs.find(({ metric }) => metric['model_name'] === name)!;
      near(Number(found.value[1]), bill.cost);
    }
  });
});
