import type { RuleCase } from '../case.ts';
import { everywhere, MODEL, of, perSecond, traffic } from '../fleet.ts';

const up = (instance: string) => `up{job="vllm-api",instance="${instance}"}`;
const rejected = (instance: string) =>
  `vllm:admission_rejections_total{job="vllm-api",instance="${instance}",model_name="${MODEL}",reason="max_num_queued_reqs"}`;
const started = (instance: string) => `process_start_time_seconds{job="vllm-api",instance="${instance}"}`;
const http = (status: string) =>
  `http_requests_total{job="vllm-api",instance="a:8000",method="POST",handler="/v1/chat/completions",status="${status}"}`;

/** Whether vLLM is there and answers, and has room. */
export const servingCases: readonly RuleCase[] = [
  {
    rule: 'VLLMTargetsMissing',
    fault: everywhere((instance) => ({ [up(instance)]: 0 })),
    neighbour: { [up('a:8000')]: 0 },
  },
  {
    rule: 'VLLMTargetsMissing',
    fault: everywhere((instance) => ({ [up(instance)]: 'gone' })),
    neighbour: { [up('b:8000')]: 'gone' },
  },
  {
    rule: 'VLLMTargetDown',
    fault: { [up('b:8000')]: 0 },
    // All are down: that is said once, by VLLMTargetsMissing.
    neighbour: everywhere((instance) => ({ [up(instance)]: 0 })),
  },
  {
    rule: 'VLLMEngineStalled',
    fault: {
      ...traffic('a:8000', 0),
      [of('a:8000', 'vllm:num_requests_running')]: 6,
    },
    // Idle: no tokens, as there is nothing to do.
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
    // Asleep: requests wait by design, and VLLMEngineAsleep speaks.
    neighbour: {
      ...traffic('a:8000', 0),
      [of('a:8000', 'vllm:num_requests_running')]: 0,
      [of('a:8000', 'vllm:num_requests_waiting')]: 6,
      [of('a:8000', 'vllm:engine_sleep_state', 'sleep_state="awake"')]: 0,
    },
  },
  {
    rule: 'VLLMEngineAsleep',
    minutes: 30,
    fault: {
      [of('a:8000', 'vllm:engine_sleep_state', 'sleep_state="awake"')]: 0,
      [of('a:8000', 'vllm:engine_sleep_state', 'sleep_state="weights_offloaded"')]: 1,
    },
    neighbour: { [of('a:8000', 'vllm:engine_sleep_state', 'sleep_state="weights_offloaded"')]: 0 },
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
    rule: 'VLLMQueueGrowing',
    minutes: 30,
    recovery: 30,
    fault: everywhere((instance) => ({ [of(instance, 'vllm:num_requests_waiting')]: perSecond(0.1) })),
    // A long queue that stays as it is.
    neighbour: everywhere((instance) => ({ [of(instance, 'vllm:num_requests_waiting')]: 7 })),
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
    rule: 'VLLMPreemptionsHigh',
    minutes: 30,
    fault: { [of('a:8000', 'vllm:num_preemptions_total')]: perSecond(0.4) },
    neighbour: { [of('a:8000', 'vllm:num_preemptions_total')]: perSecond(0.1) },
  },
  {
    rule: 'VLLMAdmissionRejections',
    fault: { [rejected('a:8000')]: perSecond(0.1) },
    neighbour: { [rejected('a:8000')]: perSecond(0.02) },
  },
  {
    rule: 'VLLMErrorFinishes',
    fault: traffic('a:8000', 2, { errors: 0.1 }),
    neighbour: traffic('a:8000', 2, { errors: 0.02 }),
  },
  {
    rule: 'VLLMCorruptedOutput',
    always: { [of('a:8000', 'vllm:corrupted_requests_total')]: perSecond(0) },
    fault: { [of('a:8000', 'vllm:corrupted_requests_total')]: perSecond(0.01) },
    neighbour: {},
  },
  {
    rule: 'HTTPServerErrors',
    always: { [http('5xx')]: perSecond(0) },
    fault: { [http('5xx')]: perSecond(0.4) },
    // Errors of the clients are none of ours.
    neighbour: { [http('5xx')]: perSecond(0.1), [http('4xx')]: perSecond(2) },
  },
  {
    rule: 'HTTPServerErrors',
    always: {
      'http_requests_total{job="backend",instance="backend:8001",method="POST",handler="/chat",status="503"}':
        perSecond(0),
    },
    fault: {
      'http_requests_total{job="backend",instance="backend:8001",method="POST",handler="/chat",status="503"}':
        perSecond(1),
    },
    neighbour: {
      'http_requests_total{job="backend",instance="backend:8001",method="POST",handler="/chat",status="404"}':
        perSecond(1),
      // It is not ready yet, and says so.
      'http_requests_total{job="backend",instance="backend:8001",method="GET",handler="/health",status="503"}':
        perSecond(1),
    },
  },
  {
    rule: 'TargetDown',
    fault: { 'up{job="backend",instance="backend:8001"}': 0 },
    neighbour: { [up('a:8000')]: 0 },
  },
  {
    rule: 'VLLMKVTransferFailures',
    recovery: 30,
    always: { [of('a:8000', 'vllm:nixl_num_failed_transfers_total')]: perSecond(0) },
    fault: { [of('a:8000', 'vllm:nixl_num_failed_transfers_total')]: perSecond(0.02) },
    neighbour: { [of('a:8000', 'vllm:nixl_bytes_transferred_count')]: perSecond(20) },
  },
  {
    rule: 'VLLMKVTransferFailures',
    recovery: 30,
    // Two kinds on one server: the second must not hide behind the first.
    always: everywhere((instance) => ({
      [of(instance, 'vllm:nixl_num_failed_transfers_total')]: perSecond(0),
      [of(instance, 'vllm:nixl_num_kv_expired_reqs_total')]: perSecond(0),
    })),
    fault: { [of('a:8000', 'vllm:nixl_num_kv_expired_reqs_total')]: perSecond(0.02) },
    neighbour: {},
  },
  {
    rule: 'VLLMKVOffloadFailures',
    recovery: 30,
    minutes: 30,
    always: { [of('a:8000', 'vllm:kv_offload_allocation_failure_total')]: perSecond(0) },
    fault: { [of('a:8000', 'vllm:kv_offload_allocation_failure_total')]: perSecond(0.02) },
    neighbour: {},
  },
];
