import { capacitySeries, integral, type CapacityKey } from '../../../configs/capacity/index.ts';
import { print } from '../../../configs/promql/index.ts';
import { constant, growing, of, serving } from './samples.ts';

/** Two GPU kinds, a model with a price of its own, and one of which only the kind is known. */
export const SETTINGS = {
  targets: [{ name: 'vllm', endpoints: ['a:8000'] }],
  cost: { gpuHour: { h100: 2.5, l40s: 0.9 } },
  gpus: { h100: { peakTflops: 989 } },
  models: [
    { name: 'large', engine: { gpus: 4, gpu: 'h100', maxNumSeqs: 256 } },
    { name: 'small', engine: { gpus: 1, gpu: 'l40s' } },
    { name: 'reserved', engine: { gpus: 2, gpu: 'h100' }, cost: { gpuHour: 1.9 } },
    { name: 'requested', engine: { gpu: 'h100' } },
  ],
};

export interface CapacityCase {
  readonly name: string;
  readonly series: readonly { readonly series: string; readonly values: string }[];
  /** Seconds between samples and between evaluations, where the series are recorded ones that are given: by default 15 and 60. */
  readonly step?: number;
  /** Expression with one result, the minute it is asked at, and the figure worked out by hand. */
  readonly figures: readonly (readonly [expr: string, minute: number, value: number])[];
}

const HOUR = 3600;
const total = (key: CapacityKey, window: `${number}h`, unit: 1 | 3600, matchers = {}) =>
  `sum(${print(integral(key, window, unit, matchers))})`;
const gpuHours = (window: `${number}h`, matchers = {}) => total('gpus', window, HOUR, matchers);
const cost = (window: `${number}h`, matchers = {}) => total('cost', window, HOUR, matchers);

export const CASES: readonly CapacityCase[] = [
  {
    name: 'of an idle fleet is all idle',
    // Two engines of four GPUs for three hours: 24 GPU hours at 2.50.
    series: ['a', 'b'].flatMap((instance) => serving({ model: 'large', instance }, 200, 0)),
    figures: [
      [capacitySeries.engines, 180, 2],
      [capacitySeries.idle, 180, 2],
      [gpuHours('3h'), 180, 24],
      [cost('3h'), 180, 60],
      [total('idleCost', '3h', HOUR), 180, 60],
      [total('tokens', '3h', 1), 180, 0],
    ],
  },
  {
    name: 'after a scale-down ends for the replica that went',
    // One replica for two hours, one for the first: three GPU hours at 0.90, of which the second replica was idle.
    series: [
      ...serving({ model: 'small', instance: 'a' }, 130, 5),
      ...serving({ model: 'small', instance: 'b' }, 60, 0),
    ],
    figures: [
      [gpuHours('2h'), 120, 3],
      [cost('2h'), 120, 2.7],
      [total('idleCost', '2h', HOUR), 120, 0.9],
      // An average over the samples that exist would be four GPU hours in the second hour as well.
      [gpuHours('1h'), 120, 1],
    ],
  },
  {
    name: 'of two prices adds up to the bill',
    // 4 GPUs at 2.50, 1 at 0.90 and 2 at the 1.90 of their own: 14.70 an hour.
    series: [
      ...serving({ model: 'large', instance: 'a' }, 130, 5, 1000, 200),
      ...serving({ model: 'small', instance: 'b' }, 130, 5, 500, 100),
      ...serving({ model: 'reserved', instance: 'c' }, 130, 0),
    ],
    figures: [
      [`sum(${capacitySeries.cost})`, 120, 14.7],
      [cost('2h'), 120, 29.4],
      [cost('2h', { model_name: 'reserved' }), 120, 7.6],
      [total('idleCost', '2h', HOUR), 120, 7.6],
      // In the last hour 3600 x 1500 tokens went in, and a million of them cost 14.70 / 5.4.
      [
        `1e6 * ${cost('1h')} / ${total('tokens', '1h', 1, { type: 'input' })}`,
        120,
        (1e6 * 14.7) / (3600 * 1500),
      ],
      [`1e6 * ${cost('1h')} / ${total('tokens', '1h', 1)}`, 120, (1e6 * 14.7) / (3600 * 1800)],
    ],
  },
  {
    name: 'goes on through a restart, whose counters begin again',
    // 30 minutes at 10 tokens/s, two minutes of failed scrapes, then from zero again at 10 tokens/s.
    series: [
      {
        series: of('vllm:num_requests_running', { model: 'small', instance: 'a' }),
        values: `${constant(1, 30)} stale _x7 ${constant(1, 90)}`,
      },
      {
        series: of('vllm:num_requests_waiting', { model: 'small', instance: 'a' }),
        values: `${constant(0, 30)} stale _x7 ${constant(0, 90)}`,
      },
      {
        series: of('vllm:generation_tokens_total', { model: 'small', instance: 'a' }),
        values: `${growing(10, 30)} stale _x7 ${growing(10, 90)}`,
      },
      { series: 'up{job="vllm",instance="a"}', values: `${constant(1, 30)} 0x7 ${constant(1, 90)}` },
    ],
    figures: [
      [gpuHours('1h'), 60, 1],
      [total('tokens', '1h', 1, { type: 'output' }), 120, 36_000],
      // 30 min and 87.75 min at 10 tokens/s are 70,650, of which the rate over five minutes has yet to count 1,200 of the last
      // four, and extrapolates 75 into the gap.
      [total('tokens', '2h', 1, { type: 'output' }), 120, 69_500],
      // 165 s of samples, 15 s before and 7.5 s after them by extrapolation, in a window of 300 s.
      [capacitySeries.tokens, 32, 6.25],
    ],
  },
  {
    name: 'bridges failed scrapes, and ends five minutes after an engine stopped answering',
    series: [
      {
        series: of('vllm:num_requests_running', { model: 'small', instance: 'a' }),
        values: `${constant(1, 30)} stale _x11 ${constant(1, 30)} stale`,
      },
      {
        series: of('vllm:num_requests_waiting', { model: 'small', instance: 'a' }),
        values: `${constant(0, 30)} stale _x11 ${constant(0, 30)} stale`,
      },
      { series: 'up{job="vllm",instance="a"}', values: `${constant(1, 30)} 0x11 ${constant(1, 30)} 0x300` },
    ],
    figures: [
      [capacitySeries.engines, 32, 1],
      // Last sample at 63 min and 15 s: counted up to 68 min, and not from 69 min on.
      [capacitySeries.gpus, 68, 1],
      [gpuHours('2h'), 120, 68 / 60],
    ],
  },
  {
    name: 'counts every data-parallel engine with its tensor-parallel GPUs, and no FLOP twice',
    // 8 engines of 4 GPUs in one server; each engine estimates 98.9 TFLOP/s for one of its GPUs: a tenth of the peak.
    series: Array.from({ length: 8 }, (_, engine) => [
      ...serving({ model: 'large', instance: 'a', engine }, 130, engine < 6 ? 3 : 0).slice(0, 4),
      {
        series: of('vllm:estimated_flops_per_gpu_total', { model: 'large', instance: 'a', engine }),
        values: growing(98.9e12, 130),
      },
    ]).flat(),
    figures: [
      [capacitySeries.engines, 120, 8],
      [capacitySeries.idle, 120, 2],
      [capacitySeries.gpus, 120, 32],
      [capacitySeries.cost, 120, 80],
      [capacitySeries.idleCost, 120, 20],
      [capacitySeries.flops, 120, 98.9e12],
      [capacitySeries.mfu, 120, 0.1],
    ],
  },
  {
    name: 'takes what pods request where nothing is configured, whoever names the labels',
    series: [
      ...serving({ model: 'requested', instance: 'a', more: ',namespace="llm",pod="p-a"' }, 60, 1),
      ...serving({ model: 'requested', instance: 'b', more: ',namespace="llm",pod="p-b"' }, 60, 1),
      ...serving({ model: 'large', instance: 'c', more: ',namespace="llm",pod="p-c"' }, 60, 1),
      // Two replicas of kube-state-metrics; one scrape honors the exporter's labels, one does not.
      ...['x', 'y'].map((instance) => ({
        series: `kube_pod_container_resource_requests{job="ksm",instance="${instance}",namespace="llm",pod="p-a",container="vllm",resource="nvidia_com_gpu"}`,
        values: constant(2, 60),
      })),
      {
        series:
          'kube_pod_container_resource_requests{job="ksm",namespace="monitoring",pod="ksm",exported_namespace="llm",exported_pod="p-b",container="vllm",resource="nvidia_com_gpu"}',
        values: constant(2, 60),
      },
      {
        series:
          'kube_pod_container_resource_requests{job="ksm",namespace="llm",pod="p-c",container="vllm",resource="nvidia_com_gpu"}',
        values: constant(8, 60),
      },
      {
        series:
          'kube_pod_container_resource_requests{job="ksm",namespace="llm",pod="p-a",container="vllm",resource="cpu"}',
        values: constant(16, 60),
      },
    ],
    figures: [
      [`${capacitySeries.gpus}{model_name="requested"}`, 30, 4],
      [`${capacitySeries.cost}{model_name="requested"}`, 30, 10],
      // A configured value wins over the 8 that the pod requests.
      [`${capacitySeries.gpus}{model_name="large"}`, 30, 4],
    ],
  },
  {
    name: 'adds up the energy of whole GPUs, and of MIG slices by their share of the GPU',
    series: [
      ...serving({ model: 'large', instance: 'a', more: ',namespace="llm",pod="p-a"' }, 130, 1, 900, 100),
      ...serving({ model: 'small', instance: 'b', more: ',namespace="llm",pod="p-b"' }, 130, 1),
      // 300 W and 400 W; and 3/7 of a GPU that draws 350 W. In millijoules.
      ...[300, 400].map((watts, gpu) => ({
        series: `DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="${gpu}",exported_namespace="llm",exported_pod="p-a",namespace="gpu-operator",pod="dcgm"}`,
        values: growing(watts * 1000, 130),
      })),
      {
        series:
          'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="2",GPU_I_ID="1",GPU_I_PROFILE="3g.40gb",namespace="llm",pod="p-b"}',
        values: growing(350_000, 130),
      },
    ],
    figures: [
      [`${capacitySeries.watts}{model_name="large"}`, 120, 700],
      [`${capacitySeries.watts}{model_name="small"}`, 120, 150],
      // 700 W for an hour are 700 Wh; 3.6 million tokens in that hour.
      [
        `1000 * ${total('watts', '1h', HOUR, { model_name: 'large' })} / ${total('tokens', '1h', 1, { model_name: 'large' })}`,
        120,
        700 / 3600,
      ],
    ],
  },
];
