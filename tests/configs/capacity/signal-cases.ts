import {
  capacitySeries,
  headroomSeries,
  highestLoad,
  signalSeries,
} from '../../../configs/capacity/index.ts';
import { print } from '../../../configs/promql/index.ts';
import type { CapacityCase } from './cases.ts';
import { constant, objectives, of, serving } from './samples.ts';

/** Goodput, and the signals of autoscalers. */
export const SIGNAL_CASES: readonly CapacityCase[] = [
  {
    name: 'bounds goodput by the sum and by the largest of the bad shares',
    // Of 20 requests/s 10 % are late, 4 % slow and 1 % fail: at least 85 % of them are good, at most 90 %.
    series: [
      ...serving({ model: 'large', instance: 'a' }, 30, 5),
      ...objectives({ ttft: 0.1, e2e: 0.04, errors: 0.01 }, 20),
    ],
    figures: [
      [signalSeries.goodputLower, 20, 17],
      [signalSeries.goodputUpper, 20, 18],
    ],
  },
  {
    name: 'has no goodput below zero, and none without requests',
    series: [
      ...serving({ model: 'large', instance: 'a' }, 30, 5),
      ...objectives({ ttft: 0.8, e2e: 0.7 }, 20),
    ],
    figures: [
      [signalSeries.goodputLower, 20, 0],
      [signalSeries.goodputUpper, 20, 4],
      [`count(${signalSeries.goodputUpper}{model_name="small"}) or vector(0)`, 20, 0],
    ],
  },
  {
    name: 'signals demand by replica and by batch slot',
    // One server with two data-parallel engines, one with one; 6 + 2 running, 3 + 1 waiting, 256 slots each.
    series: (
      [
        ['a', 0, 6, 3, 0.5],
        ['a', 1, 2, 1, 0.1],
        ['b', 0, 0, 0, 0],
      ] as const
    ).flatMap(([instance, engine, running, queued, kv]) => {
      const one = { model: 'large', instance, engine };
      return [
        { series: of('vllm:num_requests_running', one), values: constant(running, 30) },
        { series: of('vllm:num_requests_waiting', one), values: constant(queued, 30) },
        { series: of('vllm:kv_cache_usage_perc', one), values: constant(kv, 30) },
      ];
    }),
    figures: [
      [signalSeries.replicas, 20, 2],
      [signalSeries.waiting, 20, 2],
      [signalSeries.kvUsage, 20, 0.2],
      [signalSeries.concurrency, 20, 12 / 768],
    ],
  },
  {
    name: 'counts every data-parallel engine of a fleet, and its tensor-parallel GPUs once',
    // Two servers of four data-parallel engines; each engine has four GPUs, 256 slots and 2 requests/s.
    series: ['a', 'b'].flatMap((instance) =>
      [0, 1, 2, 3].flatMap((engine) => {
        const one = { model: 'large', instance, engine };
        return [
          ...serving(one, 90, 128).filter(({ series }) => !series.startsWith('up{') || engine === 0),
          { series: of('vllm:kv_cache_usage_perc', one), values: constant(0.1 * engine, 90) },
          ...objectives({}, 2, { instance, engine, phases: [[90, 1]] }),
        ];
      }),
    ),
    figures: [
      [signalSeries.replicas, 80, 2],
      [signalSeries.concurrency, 80, 0.5],
      [signalSeries.kvUsage, 80, 0.15],
      [capacitySeries.engines, 80, 8],
      [capacitySeries.gpus, 80, 32],
      [capacitySeries.cost, 80, 80],
      [headroomSeries.load, 80, 16],
      [headroomSeries.highestMet, 80, 2],
      [print(highestLoad('now')), 80, 16],
    ],
  },
];
