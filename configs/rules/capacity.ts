import {
  and,
  binary,
  call,
  engineGauge,
  increase,
  maxBy,
  over,
  overTime,
  plus,
  ratio,
  select,
  selector,
  sumBy,
} from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import { withFormerNames } from '../vllm/index.ts';
import { unlessAsleep } from './asleep.ts';
import type { RuleDefinition } from './rule.ts';
import { jobIs, MODEL, SERVER, vllmJobs } from '../slo/scope.ts';

const ENGINE = [...SERVER, 'engine'] as const;

const jobOf = (settings: Settings) => jobIs(vllmJobs(settings));

const queueGrowing: RuleDefinition = {
  name: 'VLLMQueueGrowing',
  severity: 'warning',
  for: '10m',
  threshold: {
    value: 2,
    of: 'waiting requests per running request, in a queue that at its present pace will not be empty within 15 minutes',
  },
  why: 'a queue of twice the batch adds the duration of about two generations; the queue of a burst shrinks within ten minutes',
  source: 'prometheus',
  // Multiplied rather than divided: with nothing running and requests waiting there is no quotient.
  query: (settings, { threshold = 0 }) => {
    const job = jobOf(settings);
    const waiting = selector('vllm:num_requests_waiting', job);
    const running = sumBy(MODEL, selector('vllm:num_requests_running', job));
    // Of the engines that are awake; those of a model are added up before they are compared.
    const queued = sumBy(MODEL, unlessAsleep(waiting, job, ENGINE));
    const later = sumBy(MODEL, call('predict_linear', over(waiting, '5m'), 15 * 60));
    return and(binary(queued, '>', binary(threshold, '*', running)), binary(later, '>', 0));
  },
  summary: 'The request queue of a model is long and not draining.',
  description:
    '{{ $value }} requests are waiting for {{ $labels.model_name }} ({{ $labels.job }}), and the queue is not draining.',
  dashboard: 'model',
  runbook: {
    meaning:
      'The ratio of waiting to running requests exceeds the threshold, and requests arrive about as fast as they finish, or faster: the queue grows or stays long.',
    impact: 'TTFT is high or increases every minute. The burn-rate alerts page once users are affected.',
    diagnosis: [
      {
        text: 'Compare arriving with finished requests.',
        query: 'sum by (job, model_name) (rate(vllm:request_success_total{model_name="<model_name>"}[5m]))',
      },
      {
        text: 'Check why requests wait: no capacity, or deferred by LoRA, a KV transfer or a blocked state.',
        query: 'sum by (reason) (vllm:num_requests_waiting_by_reason{model_name="<model_name>"})',
      },
      { text: 'Check the dashboard for longer prompts or responses than usual.' },
    ],
    mitigation: [
      'Add replicas, or route part of the traffic elsewhere.',
      'Shed load at the gateway, or set a queue limit on the servers.',
      'Raise `--max-num-seqs` if the KV cache has room.',
    ],
  },
};

const cachePressure: RuleDefinition = {
  name: 'VLLMKVCachePressure',
  severity: 'warning',
  for: '10m',
  threshold: { value: 0.95, of: 'of the KV cache in use, while requests wait' },
  why: 'a full cache alone is good utilization; with a queue it limits throughput',
  source: 'prometheus',
  query: (settings) => {
    const job = jobOf(settings);
    const usage = engineGauge(withFormerNames('vllm:kv_cache_usage_perc'), (name, conditions) =>
      overTime('avg_over_time', select(name, { ...job, ...conditions }), '5m'),
    );
    const waiting = sumBy(SERVER, unlessAsleep(selector('vllm:num_requests_waiting', job), job, ENGINE));
    return and(maxBy(SERVER, usage), binary(waiting, '>', 0));
  },
  fires: 'above',
  summary: 'The KV cache is full and requests are waiting.',
  description:
    'The KV cache of {{ $labels.instance }} ({{ $labels.model_name }}) is {{ $value | humanizePercentage }} full, and requests are waiting.',
  dashboard: 'cache',
  runbook: {
    meaning: 'Almost no KV cache blocks are free, so waiting requests cannot be scheduled.',
    impact: 'Requests wait, and running requests may be preempted.',
    diagnosis: [
      {
        text: 'Find the engine whose cache is full.',
        query: 'vllm:kv_cache_usage_perc{instance="<instance>"}',
      },
      {
        text: 'Check whether running requests are preempted.',
        query: 'rate(vllm:num_preemptions_total{instance="<instance>"}[5m])',
      },
      {
        text: 'Check the prompt length.',
        query:
          'histogram_quantile(0.95, sum by (le) (rate(vllm:request_prompt_tokens_bucket{instance="<instance>"}[10m])))',
      },
    ],
    mitigation: [
      'Add replicas, or limit `--max-model-len` and the response length.',
      'Raise `--gpu-memory-utilization`, use an 8-bit KV cache (`--kv-cache-dtype fp8`), or offload blocks to CPU memory.',
    ],
  },
};

const preemptions: RuleDefinition = {
  name: 'VLLMPreemptionsHigh',
  severity: 'warning',
  for: '10m',
  threshold: {
    value: 0.05,
    of: 'preemptions per finished request of a server, and at least `slo.minErrors` preemptions within ten minutes',
  },
  why: 'each preemption discards work and stalls one user; one in twenty requests is beyond noise',
  source: 'prometheus',
  query: (settings) => {
    const job = jobOf(settings);
    // By server: among many with room, one that is out of memory would be a few percent.
    const preempted = sumBy(SERVER, increase('vllm:num_preemptions_total', job, '10m'));
    const finished = sumBy(SERVER, increase('vllm:e2e_request_latency_seconds_count', job, '10m'));
    return and(ratio(preempted, finished), binary(preempted, '>=', settings.slo.minErrors));
  },
  fires: 'above',
  summary: 'Running requests are preempted.',
  description:
    '{{ $labels.instance }} ({{ $labels.model_name }}) has {{ $value | humanize }} preemptions per request.',
  dashboard: 'cache',
  runbook: {
    meaning:
      'The engine runs out of KV cache blocks during decoding and returns running requests to the queue.',
    impact:
      'A preempted request stalls mid-response, and its prompt is computed again. Throughput looks normal meanwhile.',
    diagnosis: [
      {
        text: 'Check whether other servers of the model preempt as well, or receive less load.',
        query: 'sum by (instance) (rate(vllm:num_preemptions_total{model_name="<model_name>"}[10m]))',
      },
      {
        text: 'Check the KV cache usage of the server.',
        query: 'vllm:kv_cache_usage_perc{instance="<instance>"}',
      },
    ],
    mitigation: [
      'Lower `--max-num-seqs`, so that fewer requests share the cache.',
      'Increase the cache: see VLLMKVCachePressure.',
    ],
  },
};

const rejections: RuleDefinition = {
  name: 'VLLMAdmissionRejections',
  severity: 'warning',
  for: '15m',
  threshold: {
    value: 0.01,
    of: 'of the requests rejected at the queue limit, and at least `slo.minErrors` within 15 minutes',
  },
  why: 'the limit is meant to shed the peak of a burst; if it still does after a quarter of an hour, capacity is missing',
  source: 'prometheus',
  query: (settings) => {
    const job = jobOf(settings);
    const rejected = (window: '5m' | '15m') =>
      sumBy(MODEL, increase('vllm:admission_rejections_total', job, window));
    const finished = sumBy(MODEL, increase('vllm:request_success_total', job, '5m'));
    return and(
      ratio(rejected('5m'), plus(rejected('5m'), finished)),
      binary(rejected('15m'), '>=', settings.slo.minErrors),
    );
  },
  fires: 'above',
  summary: 'Requests are rejected at the queue limit.',
  description:
    '{{ $value | humanizePercentage }} of the requests for {{ $labels.model_name }} ({{ $labels.job }}) are rejected at the queue limit.',
  dashboard: 'model',
  runbook: {
    meaning:
      'The queue has reached its limit (`--max-num-queued-reqs`, or the token limit), and new requests are rejected.',
    impact:
      'Clients receive a 503 immediately. In a burst this is by design; if it persists, capacity is missing. Neither the availability objective (unless `slo.countRejections` is set) nor HTTPServerErrors counts these requests.',
    diagnosis: [
      {
        text: 'Check which limit is reached.',
        query: 'sum by (reason) (rate(vllm:admission_rejections_total{model_name="<model_name>"}[5m]))',
      },
      {
        text: 'Check the queues.',
        query: 'sum by (instance) (vllm:num_requests_waiting{model_name="<model_name>"})',
      },
    ],
    mitigation: ['Add replicas.', 'Raise the limit if TTFT is well within its objective.'],
  },
};

/** vLLM has capacity for its load. */
export const CAPACITY_RULES = [queueGrowing, cachePressure, preemptions, rejections];
