import type { RuleCase } from '../case.ts';
import { everywhere, jobWith, perSecond, traffic } from '../fleet.ts';
import { awake, of, offloaded, started } from '../series.ts';
import type { Behaviours } from '../timeline.ts';

const PAUSE =
  'http_requests_total{job="vllm-api",instance="a:8000",method="POST",handler="/pause",status="2xx"}';

/** A second engine of server a. */
const secondEngine = (running: number, tokens: number): Behaviours =>
  Object.fromEntries(
    Object.entries({
      'vllm:num_requests_running': running,
      'vllm:num_requests_waiting': 0,
      'vllm:generation_tokens_total': perSecond(tokens),
      'vllm:prompt_tokens_total': perSecond(tokens),
    }).map(([name, behaviour]) => [of('a:8000', name).replace('engine="0"', 'engine="1"'), behaviour]),
  );

/** Engines that hang, sleep or restart. */
export const engineCases: readonly RuleCase[] = [
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
    // One of two data-parallel engines of a server; the neighbor has nothing to do.
    rule: 'VLLMEngineStalled',
    always: secondEngine(4, 100),
    fault: secondEngine(4, 0),
    neighbour: secondEngine(0, 0),
  },
  {
    // The first request ever, in the Rust front end: its counters of tokens are born with the first token.
    rule: 'VLLMEngineStalled',
    always: everywhere((instance) => ({
      [of(instance, 'vllm:generation_tokens_total')]: 'gone',
      [of(instance, 'vllm:prompt_tokens_total')]: 'gone',
      [of(instance, 'vllm:num_requests_running')]: 0,
      [awake(instance)]: 'gone',
      [offloaded(instance)]: 'gone',
    })),
    fault: { [of('a:8000', 'vllm:num_requests_running')]: 3 },
    neighbour: [
      { minutes: 3, behaviours: { [of('a:8000', 'vllm:num_requests_running')]: 3 } },
      { minutes: 37, behaviours: { [of('a:8000', 'vllm:generation_tokens_total')]: perSecond(100) } },
    ],
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
    stack: jobWith({ mayBeAbsent: true }),
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
    stack: jobWith({ mayBeAbsent: true }),
    minutes: 180,
    neighbour: { [started('a:8000')]: { perSecond: 1 } },
  },
];
