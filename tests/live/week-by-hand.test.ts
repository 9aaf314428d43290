import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  capacitySeries,
  costPerMillionTokens,
  integral,
  type CapacityKey,
} from '../../configs/capacity/index.ts';
import { parseSettings } from '../../configs/index.ts';
import { print } from '../../configs/promql/index.ts';
import type { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { capacityQuery } from '../helpers/panel-queries.ts';
import { Processes } from '../helpers/processes.ts';
import { recordedDays } from '../helpers/recorded-days.ts';
import { describeWith } from '../helpers/tools.ts';
import { ALL, samplesByHand, SETTINGS, WEEK } from '../truth/week-by-hand.ts';

const DAY = 86_400;
const START = Math.floor(Date.now() / 1000 / DAY) * DAY - 9 * DAY;
const settings = parseSettings(SETTINGS);

const sum = (key: CapacityKey, model_name: string, unit: 1 | 3600 = 3600, more = {}) =>
  `sum(${print(integral(key, '7d', unit, { model_name, ...more }))})`;
const perMillion = (model_name: string) => print(costPerMillionTokens('7d', { model_name }));
/** The query behind a number of the dashboard, for all models. */
const panel = (title: string) => capacityQuery(settings, title, '7d');

type Figure = readonly [name: string, expr: string, minute: number, value: number | 'none'];

/** GPU hours, cost and idle cost of a model in the week before a minute. */
const bill = (name: string, minute: number, gpuHours: number, cost: number, idleCost: number): Figure[] => [
  [`GPU hours of ${name}, day ${minute / 1440}`, sum('gpus', name), minute, gpuHours],
  [`cost of ${name}, day ${minute / 1440}`, sum('cost', name), minute, cost],
  [`idle cost of ${name}, day ${minute / 1440}`, sum('idleCost', name), minute, idleCost],
];

const FIGURES: readonly Figure[] = [
  // 168 hours at 0.90, all of them idle, and no token to divide by.
  ...bill('idle', WEEK, 168, 151.2, 151.2),
  ['a million tokens of an idle model', perMillion('idle'), WEEK, 'none'],
  // 168 and 84 hours of two GPUs at 2.50; a day later the second replica has 60 hours in the window.
  ...bill('shrinking', WEEK, 504, 1260, 0),
  ...bill('shrinking', ALL, 456, 1140, 0),
  // 100 tokens/s for 252 hours.
  ['tokens after a scale-down', sum('tokens', 'shrinking', 1), WEEK, 90.72e6],
  ['a million tokens after a scale-down', perMillion('shrinking'), WEEK, 1260 / 90.72],
  // 336 GPU hours at 1.90 for 400 tokens/s, of which 300 are input.
  ...bill('reserved', WEEK, 336, 638.4, 0),
  ['a million tokens at a price of their own', perMillion('reserved'), WEEK, 638.4 / 241.92],
  ['input tokens', sum('tokens', 'reserved', 1, { type: 'input' }), WEEK, 181.44e6],
  // The restart is bridged, and of the half day its first four minutes.
  ...bill('restarted', WEEK, 156 + 4 / 60, 0.9 * (156 + 4 / 60), 0),
  ['tokens across a restart', sum('tokens', 'restarted', 1), WEEK, 10 * (3600 * 156 - 4 * 60)],
  ...bill('unscraped', WEEK, 120, 108, 0),
  ['a million tokens with a gap', perMillion('unscraped'), WEEK, 0.9 / 0.036],
  // 16 GPUs for 168 hours; a quarter of the engines idle; six times 50 tokens/s.
  ...bill('parallel', WEEK, 2688, 6720, 1680),
  ['a million tokens of DP 8 and TP 2', perMillion('parallel'), WEEK, 6720 / (300 * 0.6048)],
  ['MFU', `avg_over_time(${capacitySeries.mfu}{model_name="parallel"}[7d])`, WEEK, 0.1],
  // Seven times eight hours.
  ...bill('by-day', WEEK, 56, 50.4, 0),
  ['tokens of a model that scales to zero', sum('tokens', 'by-day', 1), WEEK, 20 * 3600 * 56],
  // 72 hours of two GPUs, 96 hours of four.
  ...bill('requested', WEEK, 528, 1320, 0),
  ...(['one', 'two'] as const).map((namespace, index): Figure => [
    `cost in namespace ${namespace}`,
    sum('cost', 'twice', 3600, { namespace }),
    WEEK,
    151.2 * (index + 1),
  ]),
  ['idle cost by job', sum('idleCost', 'twice', 3600, { job: 'batch' }), WEEK, 151.2],
  // GPU hours without a price, whose tokens do not make those of the others cheaper.
  ['GPU hours without a price', sum('gpus', 'unpriced'), WEEK, 168],
  ['cost without a price', sum('cost', 'unpriced'), WEEK, 'none'],
  ['the panel GPU hours', panel('GPU hours'), WEEK, 5228],
  ['the panel Cost', panel('Cost'), WEEK, 10_842],
  ['the panel Cost spent idle', panel('Cost spent idle'), WEEK, (151.2 + 1680 + 151.2) / 10_842],
  // Million tokens: 90.72, 241.92, 5.616, 4.32, 181.44, 4.032 and twice 6.048.
  ['the panel Per million tokens', panel('Per million tokens'), WEEK, 10_842 / 540.144],
  ['the panel Per million input tokens', panel('Per million input tokens'), WEEK, 10_842 / 181.44],
];

describeWith(['prometheus', 'promtool'], 'a week worked out by hand', () => {
  const processes = new Processes();
  let api: PrometheusApi;

  beforeAll(async () => {
    const times = [START + 60, START + 60 * ALL] as const;
    api = await recordedDays(processes, settings, samplesByHand(START), times);
  }, 300_000);

  afterAll(() => processes.stop());

  it.each(FIGURES)('%s', async (_name, expr, minute, value) => {
    const result = await api.query(expr.replaceAll('[7d]', `[7d] @ ${START + 60 * minute}`));
    if (value === 'none') return expect(result).toEqual([]);
    expect(result).toHaveLength(1);
    const found = Number(result[0]!.value[1]);
    // Closer than three digits.
    expect(Math.abs(found - value), `${found} instead of ${value}`).toBeLessThanOrEqual(value / 1000);
  });
});
