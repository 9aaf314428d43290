import {
  capacitySeries,
  forecastEvaluations,
  forecastSeries,
  headroomSeries,
  highestLoad,
} from '../../../configs/capacity/index.ts';
import { print } from '../../../configs/promql/index.ts';
import type { CapacityCase } from './cases.ts';
import { constant, objectives, of, serving } from './samples.ts';

const usage = (resource: string) => `${headroomSeries.usage}{resource="${resource}"}`;
const none = (expr: string) => `count(${expr}) or vector(0)`;

/** Load, and the highest load at which the objectives were met. */
export const HEADROOM_CASES: readonly CapacityCase[] = [
  {
    name: 'of a fleet without requests has no resource to run out',
    series: [
      ...serving({ model: 'large', instance: 'a' }, 120, 0),
      ...objectives({}, 0, { instance: 'a', phases: [[120, 1]] }),
    ],
    figures: [
      [headroomSeries.load, 100, 0],
      [headroomSeries.highestMet, 100, 0],
      [none(headroomSeries.usage), 100, 0],
    ],
  },
  {
    name: 'takes the requests of a replica that was removed for its own',
    // 10 requests/s each; one of two is removed after an hour, and the highest load is still 10 per engine.
    series: [
      ...serving({ model: 'large', instance: 'a' }, 150, 64),
      ...serving({ model: 'large', instance: 'b' }, 60, 64),
      ...objectives({}, 10, { instance: 'a', phases: [[150, 1]] }),
      ...objectives({}, 10, { instance: 'b', phases: [[60, 1]] }),
    ],
    figures: [
      [headroomSeries.load, 56, 20],
      [headroomSeries.met, 56, 10],
      [headroomSeries.load, 120, 10],
      [headroomSeries.highestMet, 120, 10],
      [print(highestLoad('now')), 120, 10],
      [print(highestLoad('1d')), 120, 20],
      // 64 running requests on the 256 slots of each engine.
      [usage('slots'), 56, 0.25],
    ],
  },
  {
    name: 'ends where an objective is missed, with the resources in use just below',
    // An hour at 10 requests/s, a pause, then an hour at 20 of which 5 % are late. At 10, 0.4 % wait too long, of 1 % that may.
    series: [
      ...serving({ model: 'large', instance: 'a' }, 200, 128),
      {
        series: of('vllm:kv_cache_usage_perc', { model: 'large', instance: 'a' }),
        values: `${constant(0.6, 60)} ${constant(0, 60)} ${constant(0.95, 80)}`,
      },
      ...objectives({ ttft: 0.05 }, 20, {
        instance: 'a',
        phases: [
          [60, 0.5, { queue: 0.004 }],
          [60, 0],
          [80, 1],
        ],
      }),
    ],
    figures: [
      [headroomSeries.met, 58, 10],
      [headroomSeries.load, 180, 20],
      [none(headroomSeries.met), 180, 0],
      [headroomSeries.highestMet, 180, 10],
      [usage('kv_cache'), 58, 0.6],
      [usage('slots'), 58, 0.5],
      [usage('queue'), 58, 0.4],
      [none(headroomSeries.usage), 180, 0],
    ],
  },
  {
    name: 'survives a restart, whose counters begin again',
    series: [
      ...serving({ model: 'large', instance: 'a' }, 200, 64),
      ...objectives({}, 10, { instance: 'a', phases: [[100, 1]], then: `_x8 ` }),
    ],
    figures: [
      [headroomSeries.highestMet, 190, 10],
      [headroomSeries.load, 190, 10],
    ],
  },
  {
    name: 'measures the time from the start of a process to the first sample',
    // Two starts at 0 and at 600 s whose first samples are at 90 s and at 1200 s; scrapes that failed for five minutes are no start.
    series: [
      ...['a', 'b'].map((instance) => ({
        series: of('vllm:num_requests_running', { model: 'large', instance }),
        values: instance === 'a' ? `_x6 ${constant(1, 60)}` : `_x80 ${constant(1, 60)}`,
      })),
      {
        series: 'process_start_time_seconds{job="vllm",instance="a"}',
        values: `_x6 0x60 stale _x20 0x200`,
      },
      { series: 'process_start_time_seconds{job="vllm",instance="b"}', values: `_x80 600x200` },
    ],
    figures: [
      [capacitySeries.timeToServe, 2, 90],
      [capacitySeries.timeToServe, 20, 600],
      [`sum_over_time(${capacitySeries.timeToServe}[1h])`, 50, 690],
      [`quantile_over_time(0.5, ${capacitySeries.timeToServe}[1h])`, 50, 345],
    ],
  },
];

/** Requests in half an hour, as recorded: each day one rate, and nothing recorded before the second sample. */
const days = (rates: readonly (number | undefined)[]) => [
  {
    series: 'job_model:slo_total:increase30m{job="vllm",model_name="large",slo="availability"}',
    values: `_ ${rates.map((rate) => (rate === undefined ? 'stale _x359' : `${rate * 1800}x359`)).join(' ')}`,
  },
  {
    series: 'job_model:vllm_engines:count{job="vllm",model_name="large"}',
    values: `1x${360 * rates.length}`,
  },
];

/** The first day is not counted, as it may be a part of one. */
const PEAKS = [99, 10, 12, 11, 13, 12, 14, 13, 15, 14, 14];
const NOON_OF_11 = 10.5 * 1440;

export const FORECAST_CASES: readonly CapacityCase[] = [
  {
    name: 'of the daily peak is a line through the days, with its standard error',
    step: 240,
    series: days(PEAKS),
    figures: [
      [forecastSeries.peak, NOON_OF_11, 14],
      // 10 to 14 on the days 2 to 10: mean 12.67 on day 6, slope 30/60, and 17.5 is the day a week ahead.
      [forecastSeries.expected, NOON_OF_11, 18.4],
      // Of the squares, 20 in all, the line leaves 5 on 7 degrees of freedom: sqrt(5/7 * (1 + 1/9 + 11.5^2/60)).
      [forecastSeries.error, NOON_OF_11, 1.54],
      // Refused with less than a week; and half a day is no day.
      [none(forecastSeries.peak), 720, 0],
      [none(forecastSeries.expected), 7.5 * 1440, 0],
      [none(forecastSeries.error), 7.5 * 1440, 0],
      [none(forecastSeries.expected), 8.5 * 1440, 1],
    ],
  },
  {
    name: 'of the daily peak takes the days that exist',
    step: 240,
    // Without the fifth day, and the sixth, which follows a day without samples.
    series: days(PEAKS.map((peak, day) => (day === 5 ? undefined : peak))),
    figures: [
      // Mean 12.571 at 5.857, slope 28.571/58.857.
      [forecastSeries.expected, NOON_OF_11, 18.2],
      [forecastSeries.error, NOON_OF_11, 1.63],
    ],
  },
  {
    name: 'of an idle fleet is nothing',
    step: 240,
    series: days(PEAKS.slice(0, 9).map(() => 0)),
    figures: [
      [forecastSeries.expected, 8.5 * 1440, 0],
      [forecastSeries.error, 8.5 * 1440, 0],
      [forecastEvaluations, 8.5 * 1440, 1],
    ],
  },
];
