import type { RuleCase } from '../case.ts';
import { everywhere, jobWith, MODEL, of, perSecond, replica, silent, traffic } from '../fleet.ts';
import type { Behaviours } from '../timeline.ts';

const up = (instance: string) => `up{job="vllm-api",instance="${instance}"}`;
const started = (instance: string) => `process_start_time_seconds{job="vllm-api",instance="${instance}"}`;
const running = (instance: string) => of(instance, 'vllm:num_requests_running');
const waiting = (instance: string) => of(instance, 'vllm:num_requests_waiting');
const cache = (instance: string, labels = '') => of(instance, 'vllm:kv_cache_usage_perc', labels);
const awake = (instance: string) => of(instance, 'vllm:engine_sleep_state', 'sleep_state="awake"');
const finished = (instance: string, reason: string) =>
  of(instance, 'vllm:request_success_total', `finished_reason="${reason}"`);
const http = (status: string, instance = 'a:8000') =>
  `http_requests_total{job="vllm-api",instance="${instance}",method="POST",handler="/v1/chat/completions",status="${status}"}`;

const down = (instance: string): Behaviours => ({ ...silent(instance), [up(instance)]: 0 });
const removed = (instance: string): Behaviours =>
  Object.fromEntries(Object.keys(replica(instance)).map((series) => [series, 'removed']));
const serving = (model: string, behaviours: Behaviours): Behaviours =>
  Object.fromEntries(
    Object.entries(behaviours).map(([series, behaviour]) => [
      series.replace(`model_name="${MODEL}"`, `model_name="${model}"`),
      behaviour,
    ]),
  );

/** Samples stop without a staleness marker: an agent that cannot write, or a network that is cut. */
const NO_SAMPLES = everywhere((instance) => ({ ...silent(instance), [up(instance)]: 'gone' }));

/**
 * vLLM 0.9.2 to 0.11 with several API servers: each process exports its own, mostly old, value under the present name, and the true
 * one has the former name.
 */
const API_SERVERS: Behaviours = everywhere((instance) => ({
  [cache(instance)]: 'gone',
  [cache(instance, 'pid="7"')]: 0.99,
  [cache(instance, 'pid="8"')]: 0.1,
  [of(instance, 'vllm:gpu_cache_usage_perc')]: 0.4,
  [awake(instance)]: 'gone',
}));

/** Prompts without output, as embedding models and classifiers have; their requests have no time per output token. */
const EMBEDDINGS: Behaviours = everywhere((instance) => ({
  ...traffic(instance, 5, { oneToken: 1 }),
  [of(instance, 'vllm:generation_tokens_total')]: perSecond(0),
  [of(instance, 'vllm:prompt_tokens_total')]: perSecond(500),
  [cache(instance)]: 0,
  [running(instance)]: 3,
}));

/** A server that is killed as soon as it has loaded its model. */
const CRASH_LOOP = Array.from({ length: 5 }, (_, start) => [
  { minutes: 3, behaviours: down('a:8000') },
  { minutes: 3, behaviours: { ...replica('a:8000'), [started('a:8000')]: 1_000_000 + 360 * start } },
]).flat();

/** Pods that replace those before them, each under a name of its own. */
const ROLLING_UPDATE = [
  { minutes: 10, behaviours: { [up('c:8000')]: 0 } },
  { minutes: 2, behaviours: replica('c:8000') },
  { minutes: 10, behaviours: { ...removed('a:8000'), [up('d:8000')]: 0 } },
  { minutes: 2, behaviours: replica('d:8000') },
  { minutes: 60, behaviours: removed('b:8000') },
];

/** What happens to servers every week, and only looks like a failure, or like health. */
export const operationCases: readonly RuleCase[] = [
  {
    // Requests are pending in the last sample for five minutes, and there are no rates.
    rule: 'VLLMEngineStalled',
    neighbour: [
      { minutes: 10, behaviours: NO_SAMPLES },
      { minutes: 20, behaviours: everywhere((instance) => ({ ...replica(instance), [up(instance)]: 1 })) },
    ],
  },
  {
    rule: 'VLLMEngineStalled',
    always: API_SERVERS,
    fault: { ...traffic('a:8000', 0), [running('a:8000')]: 6 },
    neighbour: {
      ...traffic('a:8000', 0),
      [running('a:8000')]: 1,
      [of('a:8000', 'vllm:gpu_cache_usage_perc')]: { from: 0.1, perSecond: 0.0003 },
    },
  },
  {
    rule: 'VLLMEngineStalled',
    always: EMBEDDINGS,
    fault: { ...traffic('a:8000', 0), [of('a:8000', 'vllm:prompt_tokens_total')]: perSecond(0) },
    neighbour: EMBEDDINGS,
  },
  {
    // Scraped once a minute.
    rule: 'VLLMEngineStalled',
    stack: jobWith({ interval: '60s' }),
    scrape: 60,
    fault: { ...traffic('a:8000', 0), [running('a:8000')]: 6 },
    neighbour: {},
  },
  {
    rule: 'VLLMKVCachePressure',
    always: API_SERVERS,
    minutes: 30,
    fault: { [of('a:8000', 'vllm:gpu_cache_usage_perc')]: 0.99, [waiting('a:8000')]: 3 },
    neighbour: { [waiting('a:8000')]: 3 },
  },
  {
    rule: 'VLLMKVCachePressure',
    stack: jobWith({ interval: '60s' }),
    scrape: 60,
    minutes: 30,
    fault: { [cache('a:8000')]: 0.99, [waiting('a:8000')]: 3 },
    neighbour: { [cache('a:8000')]: 0.9, [waiting('a:8000')]: 3 },
  },
  {
    rule: 'VLLMQueueGrowing',
    stack: jobWith({ interval: '60s' }),
    scrape: 60,
    minutes: 60,
    recovery: 30,
    fault: everywhere((instance) => ({ [waiting(instance)]: 250, [running(instance)]: 25 })),
    neighbour: everywhere((instance) => ({ [waiting(instance)]: 40, [running(instance)]: 25 })),
  },
  {
    // Killed again and again; pods of a rolling update have new names.
    rule: 'VLLMRestarting',
    recovery: 90,
    fault: CRASH_LOOP,
    neighbour: ROLLING_UPDATE,
  },
  { rule: 'VLLMTargetDown', neighbour: ROLLING_UPDATE },
  {
    rule: 'VLLMTargetsMissing',
    always: { ...silent('b:8000'), [up('b:8000')]: 'gone' },
    neighbour: ROLLING_UPDATE,
  },
  { rule: 'VLLMRequestsCutOff', neighbour: ROLLING_UPDATE },
  { rule: 'VLLMMetricsMissing', neighbour: ROLLING_UPDATE },
  {
    // Evicted: its pod fails scrapes until it is deleted.
    rule: 'VLLMTargetDown',
    neighbour: [
      { minutes: 12, behaviours: down('b:8000') },
      { minutes: 60, behaviours: removed('b:8000') },
    ],
  },
  {
    // Scrapes of a server that shuts down fail for some minutes; then it is gone on purpose.
    rule: 'VLLMTargetsMissing',
    stack: {
      backend: 'kubernetes',
      targets: [],
      kubernetes: {
        discovery: [
          {
            name: 'vllm-api',
            namespaces: ['llm'],
            selector: { app: 'vllm' },
            port: 'http',
            mayBeAbsent: true,
          },
        ],
      },
    },
    minutes: 45,
    fault: everywhere((instance) => down(instance)),
    neighbour: [
      { minutes: 4, behaviours: everywhere((instance) => down(instance)) },
      { minutes: 60, behaviours: everywhere((instance) => removed(instance)) },
    ],
  },
  {
    rule: 'VLLMModelDown',
    stack: jobWith({ startupTime: '25m' }),
    always: { ...silent('b:8000'), ...serving('other', replica('b:8000')) },
    minutes: 45,
    fault: serving('other', down('b:8000')),
    neighbour: [
      { minutes: 4, behaviours: serving('other', down('b:8000')) },
      { minutes: 60, behaviours: serving('other', removed('b:8000')) },
    ],
  },
  {
    // Of two models in a job, one gets another name.
    rule: 'VLLMModelDown',
    always: { ...silent('b:8000'), ...serving('other', replica('b:8000')) },
    fault: serving('other', down('b:8000')),
    neighbour: [
      { minutes: 1, behaviours: serving('other', down('b:8000')) },
      { minutes: 40, behaviours: { ...serving('renamed', replica('b:8000')), [up('b:8000')]: 1 } },
    ],
  },
  {
    // Clients of the Rust front end stop half of the requests; the engine fails none.
    rule: 'VLLMErrorFinishes',
    fault: { [finished('a:8000', 'error')]: perSecond(0.3) },
    neighbour: { [finished('a:8000', 'stop')]: perSecond(1), [finished('a:8000', 'abort')]: perSecond(1) },
  },
  {
    rule: 'VLLMErrorFinishes',
    stack: jobWith({ interval: '60s' }),
    scrape: 60,
    fault: traffic('a:8000', 2, { errors: 0.1 }),
    neighbour: traffic('a:8000', 2, { errors: 0.02 }),
  },
  {
    rule: 'HTTPServerErrors',
    stack: jobWith({ interval: '60s' }),
    scrape: 60,
    always: { [http('5xx')]: perSecond(0) },
    fault: { [http('5xx')]: perSecond(0.4) },
    neighbour: { [http('5xx')]: perSecond(0.1) },
  },
  {
    // Counters that begin again after many failures of the day before.
    rule: 'HTTPServerErrors',
    always: { [http('5xx')]: { from: 50_000, perSecond: 0 } },
    neighbour: [
      { minutes: 3, behaviours: { ...down('a:8000'), [http('5xx')]: 'removed' } },
      {
        minutes: 40,
        behaviours: { ...replica('a:8000'), [up('a:8000')]: 1, [http('5xx')]: { from: 1, perSecond: 0 } },
      },
    ],
  },
  {
    rule: 'VLLMPreemptionsHigh',
    always: { [of('a:8000', 'vllm:num_preemptions_total')]: { from: 9000, perSecond: 0 } },
    minutes: 30,
    fault: { [of('a:8000', 'vllm:num_preemptions_total')]: perSecond(0.4) },
    // The counter begins again.
    neighbour: { [of('a:8000', 'vllm:num_preemptions_total')]: { from: 2, perSecond: 0 } },
  },
  {
    // The first failures of a connector, whose series is born with them; and blocks that expire since a client disconnected.
    rule: 'VLLMKVTransferFailures',
    minutes: 9,
    recovery: 30,
    fault: { [of('a:8000', 'vllm:nixl_num_failed_transfers_total')]: { from: 12, perSecond: 0 } },
    neighbour: { [of('a:8000', 'vllm:nixl_num_kv_expired_reqs_total')]: perSecond(1 / 600) },
  },
  { rule: 'SLODataMissing', minutes: 60, always: EMBEDDINGS, neighbour: {} },
  { rule: 'VLLMTimePerOutputTokenBudgetBurnFast', minutes: 60, always: EMBEDDINGS, neighbour: {} },
  {
    // Every request of several sequences: four are counted for each.
    rule: 'VLLMRequestsCutOff',
    minutes: 60,
    recovery: 60,
    always: everywhere((instance) => ({
      ...traffic(instance, 8),
      [of(instance, 'vllm:request_params_n_count')]: perSecond(2),
      [of(instance, 'vllm:request_params_n_sum')]: perSecond(8),
    })),
    fault: everywhere((instance) => traffic(instance, 8, { cutOff: 0.3 })),
    neighbour: everywhere((instance) => traffic(instance, 8, { cutOff: 0.05 })),
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
  {
    rule: 'VLLMTargetsMissing',
    fault: everywhere((instance) => down(instance)),
    // No samples for a while.
    neighbour: [
      { minutes: 1, behaviours: NO_SAMPLES },
      { minutes: 20, behaviours: everywhere((instance) => replica(instance)) },
    ],
  },
];
