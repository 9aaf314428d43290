import type { RuleCase } from '../case.ts';
import { everywhere, perSecond, replica, REPLICAS, traffic } from '../fleet.ts';
import { of, running, waiting } from '../series.ts';
import { silent } from '../server-states.ts';

const HOUR = 60;
const DAY = 24 * HOUR;

const EXPENSIVE = everywhere((instance) => traffic(instance, 0.2));

/** Eight GPUs at 2.50 are 20 an hour, and the healthy fleet makes 5.76 million tokens of it: 3.47 a million. */
export const costCases: readonly RuleCase[] = [
  {
    rule: 'VLLMCostPerTokenHigh',
    minutes: DAY,
    recovery: 14 * HOUR,
    step: 300,
    // A tenth of the traffic: 34.70 a million, against a limit of 10.
    fault: EXPENSIVE,
    // Half of it: 6.94.
    neighbour: everywhere((instance) => traffic(instance, 1)),
  },
  {
    // Scaled to zero for the night, which does not interrupt the alert.
    rule: 'VLLMCostPerTokenHigh',
    recovery: 14 * HOUR,
    step: 300,
    fault: [
      { minutes: 8 * HOUR, behaviours: EXPENSIVE },
      { minutes: 16 * HOUR, behaviours: silent(...REPLICAS) },
      { minutes: 8 * HOUR, behaviours: EXPENSIVE },
      { minutes: 4 * HOUR, behaviours: silent(...REPLICAS) },
    ],
    // The first day of a model.
    neighbour: [{ minutes: 21 * HOUR, behaviours: EXPENSIVE }],
  },
  {
    rule: 'VLLMReplicaIdle',
    minutes: 5 * HOUR,
    fault: { ...traffic('b:8000', 0), [of('b:8000', 'vllm:num_requests_running')]: 0 },
    // Requests that are over before the next scrape.
    neighbour: { ...traffic('b:8000', 0.05), [of('b:8000', 'vllm:num_requests_running')]: 0 },
  },
  {
    // An embedding model: prompts, no output, and requests of milliseconds.
    rule: 'VLLMReplicaIdle',
    minutes: 5 * HOUR,
    neighbour: {
      ...traffic('b:8000', 0),
      [of('b:8000', 'vllm:num_requests_running')]: 0,
      [of('b:8000', 'vllm:prompt_tokens_total')]: perSecond(20),
    },
  },
  {
    // Asleep for a night: VLLMEngineAsleep fires, unless the job may be absent.
    rule: 'VLLMReplicaIdle',
    minutes: 8 * HOUR,
    neighbour: {
      ...traffic('b:8000', 0),
      [of('b:8000', 'vllm:num_requests_running')]: 0,
      [of('b:8000', 'vllm:engine_sleep_state', 'sleep_state="awake"')]: 0,
    },
  },
  {
    rule: 'VLLMDemandAboveCapacity',
    minutes: HOUR,
    // 8 running and 2 waiting requests on 8 slots.
    fault: everywhere((instance) => ({ [of(instance, 'vllm:num_requests_waiting')]: 1 })),
    // A full batch without a queue.
    neighbour: everywhere((instance) => ({ [of(instance, 'vllm:num_requests_waiting')]: 0 })),
  },
  {
    // A new replica finds no requests yet, and the old ones are full: demand is that of all slots.
    rule: 'VLLMDemandAboveCapacity',
    minutes: 60,
    fault: everywhere((instance) => ({ [waiting(instance)]: 2 })),
    neighbour: {
      ...everywhere((instance) => ({ [waiting(instance)]: 1 })),
      ...replica('c:8000', 0),
      [running('c:8000')]: 0,
    },
  },
];

const recorded = (name: string, labels = '') => `${name}{job="vllm-api",model_name="llama"${labels}}`;

/** Recorded series, since those of two weeks take minutes to compute: half an hour's requests, the use of the KV cache, and the share of late first tokens. */
const atLoad = (load: number, kvCache: number, late = 0) => ({
  [recorded('job_model:slo_total:increase30m', ',slo="availability"')]: load * 1800,
  [recorded('job_model:slo_errors:ratio_rate30m', ',slo="ttft"')]: late,
  [recorded('job_model:vllm_kv_cache_usage_perc:avg')]: kvCache,
  [recorded('job_model:vllm_engines:count')]: 2,
});

/** Days whose second half is the peak. */
const days = (peaks: readonly number[], peak: (load: number) => ReturnType<typeof atLoad>) =>
  peaks.flatMap((load) => [
    { minutes: DAY / 2, behaviours: atLoad(1, 0.1) },
    { minutes: DAY / 2, behaviours: peak(load) },
  ]);

const GROWING = [12, 13, 14, 15, 16, 17, 18, 19];
const LEVEL = [10, 10, 10, 10, 10, 10, 10];

/** With twice the engines, the fleet has room again. */
const always = {
  ...atLoad(1, 0.1),
  [recorded('job_model:vllm_engines:count')]: 4,
  [recorded('job_model:slo_budget:ratio', ',slo="ttft"')]: 0.01,
  [recorded('job_model:slo_budget:ratio', ',slo="queue"')]: 0.01,
  [recorded('job_model:slo_errors:ratio_rate30m', ',slo="queue"')]: 0,
  [recorded('job_model:vllm_concurrency:ratio')]: 0.1,
};

export const forecastCases: readonly RuleCase[] = [
  {
    rule: 'VLLMForecastAboveCapacity',
    step: 240,
    alone: true,
    always,
    // At 19 requests/s 80 % of the KV cache are in use; a week later, at 26, all of it is.
    fault: days(GROWING, (load) => atLoad(load, load * 0.042)),
    // The same load on a fleet that was never loaded: a new record is no limit.
    neighbour: days(GROWING, (load) => atLoad(load, load * 0.01)),
  },
  {
    rule: 'VLLMForecastAboveCapacity',
    step: 240,
    alone: true,
    always,
    // Nearly each peak is more than the fleet can carry: beyond 8 requests/s the objective is missed. That day is within the
    // week of the highest load until the end.
    fault: [
      ...days(LEVEL.slice(0, 2), (load) => atLoad(load, 0.5, 0.05)),
      ...days([8], (load) => atLoad(load, 0.5)),
      ...days(LEVEL.slice(2), (load) => atLoad(load, 0.5, 0.05)),
    ],
    // It carries the same peak, and the peak does not grow.
    neighbour: days(LEVEL, (load) => atLoad(load, 0.95)),
  },
];
