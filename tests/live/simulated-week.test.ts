import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseSettings } from '../../configs/index.ts';
import {
  billOf,
  FLEET,
  samplesOfWeek,
  SETTINGS,
  WEEK,
  type Bill,
} from '../../lab/capacity/simulated-week.ts';
import type { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { capacityQuery } from '../helpers/panel-queries.ts';
import { Processes } from '../helpers/processes.ts';
import { recordedDays } from '../helpers/recorded-days.ts';
import { describeWith } from '../helpers/tools.ts';

const DAY = 86_400;
const START = Math.floor(Date.now() / 1000 / DAY) * DAY - 8 * DAY;

describeWith(['prometheus', 'promtool'], 'a simulated week', () => {
  const processes = new Processes();
  const settings = parseSettings(SETTINGS);
  const bills = FLEET.map((model) => [model.name, billOf(model)] as const);
  let api: PrometheusApi;

  beforeAll(async () => {
    api = await recordedDays(processes, settings, samplesOfWeek(START), [START + 60, START + WEEK]);
  });

  afterAll(() => processes.stop());

  /** The result of a query of the dashboard over the week. */
  const shown = async (panel: string, refId = 'A') => {
    const query = capacityQuery(settings, panel, '7d', refId);
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
