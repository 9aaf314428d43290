import type { RuleCase } from '../case.ts';
import { everywhere, perSecond, replica, traffic } from '../fleet.ts';
import { awake, of, rejected, running, waiting } from '../series.ts';
import type { Behaviours } from '../timeline.ts';

const FURTHER = Array.from({ length: 8 }, (_, index) => `replica-${index}:8000`);

/** Whether vLLM has room for its load. */
export const capacityCases: readonly RuleCase[] = [
  {
    rule: 'VLLMQueueGrowing',
    minutes: 30,
    recovery: 30,
    fault: everywhere((instance) => ({ [waiting(instance)]: perSecond(0.1) })),
    // Below twice the batch.
    neighbour: everywhere((instance) => ({ [waiting(instance)]: 7 })),
  },
  {
    // Long, and it stays so for an hour.
    rule: 'VLLMQueueGrowing',
    minutes: 60,
    recovery: 30,
    fault: everywhere((instance) => ({ [waiting(instance)]: 250, [running(instance)]: 25 })),
    // A burst that is worked off.
    neighbour: [
      {
        minutes: 18,
        behaviours: everywhere((instance) => ({
          [waiting(instance)]: { from: 250, perSecond: -0.23 },
          [running(instance)]: 25,
        })),
      },
      { minutes: 40, behaviours: {} },
    ],
  },
  {
    // Asleep with `keep`: the queue waits by design.
    rule: 'VLLMQueueGrowing',
    minutes: 60,
    recovery: 30,
    fault: { [waiting('a:8000')]: 60, [running('a:8000')]: 0 },
    neighbour: { [waiting('a:8000')]: 60, [running('a:8000')]: 0, [awake('a:8000')]: 0 },
  },
  {
    rule: 'VLLMKVCachePressure',
    fault: {
      [of('a:8000', 'vllm:kv_cache_usage_perc')]: 0.99,
      [of('a:8000', 'vllm:num_requests_waiting')]: 3,
    },
    // A full cache without a queue is a well used one.
    neighbour: { [of('a:8000', 'vllm:kv_cache_usage_perc')]: 0.99 },
  },
  {
    // Stopped with a full cache and a queue.
    rule: 'VLLMKVCachePressure',
    minutes: 60,
    neighbour: {
      [of('a:8000', 'vllm:kv_cache_usage_perc')]: 0.99,
      [waiting('a:8000')]: 3,
      [awake('a:8000')]: 0,
    },
  },
  {
    rule: 'VLLMPreemptionsHigh',
    minutes: 30,
    fault: { [of('a:8000', 'vllm:num_preemptions_total')]: perSecond(0.4) },
    neighbour: { [of('a:8000', 'vllm:num_preemptions_total')]: perSecond(0.05) },
  },
  {
    // One of many servers.
    rule: 'VLLMPreemptionsHigh',
    minutes: 30,
    always: Object.assign({}, ...FURTHER.map((instance) => replica(instance))) as Behaviours,
    fault: { [of('a:8000', 'vllm:num_preemptions_total')]: perSecond(0.4) },
    // As many, but evenly.
    neighbour: Object.fromEntries(
      [...FURTHER, 'a:8000'].map((each) => [of(each, 'vllm:num_preemptions_total'), perSecond(0.05)]),
    ),
  },
  {
    // A request a minute, and one preemption in ten.
    rule: 'VLLMPreemptionsHigh',
    always: everywhere((instance) => traffic(instance, 1 / 120)),
    minutes: 120,
    neighbour: { [of('a:8000', 'vllm:num_preemptions_total')]: perSecond(1 / 600) },
  },
  {
    rule: 'VLLMAdmissionRejections',
    fault: { [rejected('a:8000')]: perSecond(0.1) },
    neighbour: { [rejected('a:8000')]: perSecond(0.02) },
  },
  {
    // A burst: three minutes in which a third of the requests is rejected.
    rule: 'VLLMAdmissionRejections',
    neighbour: [
      { minutes: 3, behaviours: everywhere((instance) => ({ [rejected(instance)]: perSecond(1) })) },
      { minutes: 30, behaviours: everywhere((instance) => ({ [rejected(instance)]: perSecond(0) })) },
    ],
  },
  {
    // One rejection in little traffic; the counters start again meanwhile.
    rule: 'VLLMAdmissionRejections',
    always: everywhere((instance) => traffic(instance, 1 / 60)),
    neighbour: [
      { minutes: 1, behaviours: { [rejected('a:8000')]: perSecond(1 / 60) } },
      { minutes: 40, behaviours: { [rejected('a:8000')]: { from: 0, perSecond: 0 } } },
    ],
  },
];
