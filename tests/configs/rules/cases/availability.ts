import type { RuleCase } from '../case.ts';
import { everywhere, of, perSecond, REPLICAS, replica, silent, traffic } from '../fleet.ts';
import type { Behaviours } from '../timeline.ts';

const up = (instance: string) => `up{job="vllm-api",instance="${instance}"}`;
const started = (instance: string) => `process_start_time_seconds{job="vllm-api",instance="${instance}"}`;
const awake = (instance: string) => of(instance, 'vllm:engine_sleep_state', 'sleep_state="awake"');
const offloaded = (instance: string) =>
  of(instance, 'vllm:engine_sleep_state', 'sleep_state="weights_offloaded"');

const PAUSE =
  'http_requests_total{job="vllm-api",instance="a:8000",method="POST",handler="/pause",status="2xx"}';

/** A server that does not answer. */
const down = (...instances: readonly string[]): Behaviours => ({
  ...silent(...instances),
  ...(Object.fromEntries(instances.map((instance) => [up(instance), 0])) as Behaviours),
});

/** A server whose target is not there. */
const absent = (...instances: readonly string[]): Behaviours => ({
  ...silent(...instances),
  ...(Object.fromEntries(instances.map((instance) => [up(instance), 'gone'])) as Behaviours),
});

/** A server with counters that begin at 0. */
const restarted = (instance: string): Behaviours =>
  Object.fromEntries(
    Object.entries(replica(instance)).map(([series, behaviour]) => [
      series,
      typeof behaviour === 'object' ? { ...behaviour, from: 0 } : behaviour,
    ]),
  );

const job = (settings: object) => ({
  targets: [
    { name: 'vllm-api', endpoints: [...REPLICAS], ...settings },
    { name: 'backend', kind: 'http', endpoints: ['backend:8001'] },
  ],
});
const discovered = (settings: object) => ({
  backend: 'kubernetes',
  targets: [],
  kubernetes: {
    discovery: [
      { name: 'vllm-api', namespaces: ['llm'], selector: { app: 'vllm' }, port: 'http', ...settings },
    ],
  },
});

/** A rolling update: one replica after the other, each without an answer while its model loads. */
const rollOut = (minutes: number) =>
  REPLICAS.flatMap((instance) => [
    { minutes, behaviours: down(instance) },
    { minutes: 5, behaviours: restarted(instance) },
  ]);

/** Whether vLLM is there and answers. */
export const availabilityCases: readonly RuleCase[] = [
  {
    rule: 'VLLMTargetsMissing',
    fault: down(...REPLICAS),
    neighbour: down('a:8000'),
  },
  {
    rule: 'VLLMTargetsMissing',
    fault: absent(...REPLICAS),
    neighbour: absent('b:8000'),
  },
  {
    // A container restart.
    rule: 'VLLMTargetsMissing',
    neighbour: [
      { minutes: 1, behaviours: down(...REPLICAS) },
      { minutes: 30, behaviours: {} },
    ],
  },
  {
    // The only servers of a job are replaced, and load their model for twenty minutes.
    rule: 'VLLMTargetsMissing',
    stack: job({ startupTime: '25m' }),
    minutes: 40,
    fault: down(...REPLICAS),
    neighbour: [
      { minutes: 21, behaviours: down(...REPLICAS) },
      { minutes: 30, behaviours: {} },
    ],
  },
  {
    rule: 'VLLMTargetsMissing',
    stack: job({ startupTime: '25m' }),
    minutes: 40,
    fault: absent(...REPLICAS),
    neighbour: [
      { minutes: 21, behaviours: absent(...REPLICAS) },
      { minutes: 30, behaviours: {} },
    ],
  },
  {
    // Stopped by design.
    rule: 'VLLMTargetsMissing',
    stack: job({ mayBeAbsent: true }),
    minutes: 180,
    neighbour: down(...REPLICAS),
  },
  {
    // Scaled to zero and back, with other addresses; pods that never start are a failure.
    rule: 'VLLMTargetsMissing',
    stack: discovered({ mayBeAbsent: true }),
    minutes: 45,
    fault: down(...REPLICAS),
    neighbour: [
      { minutes: 120, behaviours: absent(...REPLICAS) },
      { minutes: 25, behaviours: { ...absent(...REPLICAS), ...down('c:8000') } },
      { minutes: 40, behaviours: { ...absent(...REPLICAS), ...replica('c:8000') } },
      { minutes: 60, behaviours: { ...absent(...REPLICAS), ...absent('c:8000') } },
    ],
  },
  {
    rule: 'VLLMTargetDown',
    minutes: 40,
    fault: down('b:8000'),
    // All are down: VLLMTargetsMissing fires once.
    neighbour: down(...REPLICAS),
  },
  {
    rule: 'VLLMTargetDown',
    neighbour: rollOut(20),
  },
  {
    // A new pod that loads its model beside the old ones.
    rule: 'VLLMTargetDown',
    neighbour: [
      { minutes: 25, behaviours: { [up('c:8000')]: 0 } },
      { minutes: 30, behaviours: replica('c:8000') },
    ],
  },
  {
    rule: 'VLLMTargetDown',
    stack: job({ startupTime: '5m' }),
    minutes: 10,
    fault: down('b:8000'),
    neighbour: rollOut(4),
  },
  {
    rule: 'VLLMTargetDown',
    stack: job({ mayBeAbsent: true }),
    minutes: 120,
    neighbour: down('b:8000'),
  },
  {
    rule: 'TargetDown',
    fault: { 'up{job="backend",instance="backend:8001"}': 0 },
    neighbour: { [up('a:8000')]: 0 },
  },
  {
    rule: 'TargetDown',
    stack: {
      targets: [
        { name: 'vllm-api', endpoints: [...REPLICAS] },
        { name: 'backend', kind: 'http', endpoints: ['backend:8001'], mayBeAbsent: true },
      ],
    },
    minutes: 60,
    neighbour: { 'up{job="backend",instance="backend:8001"}': 0 },
  },
  {
    // The wrong port, or the names of Ray Serve.
    rule: 'VLLMMetricsMissing',
    fault: silent('a:8000'),
    // A server that does not answer is another alert, and so is a target that is gone.
    neighbour: { ...down('a:8000'), ...absent('b:8000') },
  },
  {
    // From the first scrape on, and beside a server that works.
    rule: 'VLLMMetricsMissing',
    fault: { [up('c:9000')]: 1 },
    neighbour: [
      { minutes: 3, behaviours: { [up('c:8000')]: 1 } },
      { minutes: 60, behaviours: replica('c:8000', 0) },
    ],
    recovery: 20,
    always: { [up('c:9000')]: 'gone' },
  },
  {
    rule: 'VLLMEngineStalled',
    fault: {
      ...traffic('a:8000', 0),
      [of('a:8000', 'vllm:num_requests_running')]: 6,
    },
    // Idle: no tokens, because there is nothing to do.
    neighbour: {
      ...traffic('a:8000', 0),
      [of('a:8000', 'vllm:num_requests_running')]: 0,
    },
  },
  {
    rule: 'VLLMEngineStalled',
    fault: {
      ...traffic('a:8000', 0),
      [of('a:8000', 'vllm:num_requests_running')]: 0,
      [of('a:8000', 'vllm:num_requests_waiting')]: 6,
    },
    // Asleep with `keep`: requests wait by design, and VLLMEngineAsleep fires.
    neighbour: {
      ...traffic('a:8000', 0),
      [of('a:8000', 'vllm:num_requests_running')]: 0,
      [of('a:8000', 'vllm:num_requests_waiting')]: 6,
      [awake('a:8000')]: 0,
    },
  },
  {
    // Paused with `keep` for ten minutes; paused for longer than a quarter of an hour it hurts like a hung one.
    rule: 'VLLMEngineStalled',
    minutes: 30,
    fault: {
      ...traffic('a:8000', 0),
      [of('a:8000', 'vllm:num_requests_running')]: 6,
      [PAUSE]: { from: 1, perSecond: 0 },
    },
    neighbour: [
      {
        minutes: 10,
        behaviours: {
          ...traffic('a:8000', 0),
          [of('a:8000', 'vllm:num_requests_running')]: 6,
          [PAUSE]: { from: 1, perSecond: 0 },
        },
      },
      { minutes: 30, behaviours: {} },
    ],
  },
  {
    // One prompt of hundreds of thousands of tokens: its tokens are counted with the first output, its KV blocks before.
    rule: 'VLLMEngineStalled',
    minutes: 15,
    fault: {
      ...traffic('a:8000', 0),
      [of('a:8000', 'vllm:num_requests_running')]: 1,
      [of('a:8000', 'vllm:kv_cache_usage_perc')]: 0.7,
    },
    neighbour: [
      {
        minutes: 12,
        behaviours: {
          ...traffic('a:8000', 0),
          [of('a:8000', 'vllm:num_requests_running')]: 1,
          [of('a:8000', 'vllm:kv_cache_usage_perc')]: { from: 0.01, perSecond: 0.001 },
        },
      },
      { minutes: 20, behaviours: traffic('a:8000', 2) },
    ],
  },
  {
    // The same before vLLM 0.9.2, where the metric has its former name.
    rule: 'VLLMEngineStalled',
    always: everywhere((instance) => ({
      [of(instance, 'vllm:kv_cache_usage_perc')]: 'gone',
      [of(instance, 'vllm:gpu_cache_usage_perc')]: 0.4,
      [awake(instance)]: 'gone',
      [offloaded(instance)]: 'gone',
    })),
    fault: { ...traffic('a:8000', 0), [of('a:8000', 'vllm:num_requests_running')]: 1 },
    neighbour: {
      ...traffic('a:8000', 0),
      [of('a:8000', 'vllm:num_requests_running')]: 1,
      [of('a:8000', 'vllm:gpu_cache_usage_perc')]: { from: 0.01, perSecond: 0.0003 },
    },
  },
  {
    rule: 'VLLMEngineAsleep',
    minutes: 30,
    fault: { [awake('a:8000')]: 0, [offloaded('a:8000')]: 1 },
    neighbour: { [offloaded('a:8000')]: 0 },
  },
  {
    // Level 0: the engine is in none of the three states.
    rule: 'VLLMEngineAsleep',
    minutes: 30,
    fault: { [awake('a:8000')]: 0, [offloaded('a:8000')]: 0 },
    // Between two training jobs.
    neighbour: [
      { minutes: 10, behaviours: { [awake('a:8000')]: 0, [offloaded('a:8000')]: 1 } },
      { minutes: 10, behaviours: { [awake('a:8000')]: 1, [offloaded('a:8000')]: 0 } },
      { minutes: 10, behaviours: { [awake('a:8000')]: 0, [offloaded('a:8000')]: 0 } },
      { minutes: 10, behaviours: { [awake('a:8000')]: 1, [offloaded('a:8000')]: 0 } },
    ],
  },
  {
    // One of two data-parallel engines.
    rule: 'VLLMEngineAsleep',
    minutes: 30,
    always: { [awake('a:8000').replace('engine="0"', 'engine="1"')]: 1 },
    fault: { [awake('a:8000').replace('engine="0"', 'engine="1"')]: 0 },
    // Before 0.11.1 there is no such metric.
    neighbour: { [awake('a:8000')]: 'gone', [awake('a:8000').replace('engine="0"', 'engine="1"')]: 'gone' },
  },
  {
    rule: 'VLLMEngineAsleep',
    stack: job({ mayBeAbsent: true }),
    minutes: 240,
    neighbour: { [awake('a:8000')]: 0, [offloaded('a:8000')]: 1 },
  },
  {
    rule: 'VLLMRestarting',
    recovery: 90,
    fault: { [started('a:8000')]: { perSecond: 1 } },
    // One deploy.
    neighbour: { [started('a:8000')]: 1_000_600 },
  },
  {
    rule: 'VLLMRestarting',
    recovery: 90,
    // Several API servers: no process metrics, but counters that begin again.
    always: everywhere((instance) => ({ [started(instance)]: 'gone' })),
    fault: { [of('a:8000', 'vllm:prompt_tokens_total')]: 'restarts' },
    neighbour: { [of('a:8000', 'vllm:prompt_tokens_total')]: perSecond(0) },
  },
  {
    rule: 'VLLMRestarting',
    stack: job({ mayBeAbsent: true }),
    minutes: 180,
    neighbour: { [started('a:8000')]: { perSecond: 1 } },
  },
];
