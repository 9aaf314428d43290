import {
  and,
  binary,
  fraction,
  maxBy,
  or,
  overTime,
  plus,
  rate,
  ratio,
  selector,
  sumBy,
} from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import { withFormerNames } from '../vllm/index.ts';
import type { RuleDefinition } from './rule.ts';
import { jobIs, MODEL, SERVER, vllmJobs } from '../slo/scope.ts';

const jobOf = (settings: Settings) => jobIs(vllmJobs(settings));

const queueGrowing: RuleDefinition = {
  name: 'VLLMQueueGrowing',
  severity: 'warning',
  for: '10m',
  threshold: { value: 2, of: 'waiting requests for each running one, while the queue grows' },
  why: 'a queue twice the batch adds about two generations of waiting; bursts are gone within ten minutes',
  source: 'prometheus',
  // Multiplied rather than divided: with nothing running and requests waiting there is no quotient.
  query: (settings, { threshold = 0 }) => {
    const waiting = selector('vllm:num_requests_waiting', jobOf(settings));
    const running = sumBy(MODEL, selector('vllm:num_requests_running', jobOf(settings)));
    const growing = sumBy(MODEL, overTime('deriv', waiting, '5m'));
    return and(binary(sumBy(MODEL, waiting), '>', binary(threshold, '*', running)), binary(growing, '>', 0));
  },
  summary: 'The queue of a model grows.',
  description:
    '{{ $value }} requests wait for {{ $labels.model_name }} ({{ $labels.job }}), more than its batches can take, and the queue still grows.',
  board: 'model',
  runbook: {
    meaning: 'More requests wait than run, by the configured factor, and more arrive than finish.',
    impact: 'Time to first token grows with each minute; the budget alerts page when users feel it.',
    diagnosis: [
      {
        text: 'Compare what arrives with what finishes.',
        query: 'sum by (job, model_name) (rate(vllm:request_success_total{model_name="<model_name>"}[5m]))',
      },
      {
        text: 'See why they wait: no capacity, or deferred by LoRA, KV transfer or a blocked state.',
        query: 'sum by (reason) (vllm:num_requests_waiting_by_reason{model_name="<model_name>"})',
      },
      { text: 'Look for longer prompts or answers than usual on the board.' },
    ],
    mitigation: [
      'Add replicas, or send part of the traffic elsewhere.',
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
  why: 'a full cache alone is a well used one; with a queue it is what holds requests back',
  source: 'prometheus',
  query: (settings) => {
    const job = jobOf(settings);
    const [current, ...former] = withFormerNames('vllm:kv_cache_usage_perc').map((name) =>
      overTime('avg_over_time', selector(name, job), '5m'),
    );
    const waiting = sumBy(SERVER, selector('vllm:num_requests_waiting', job));
    return and(maxBy(SERVER, or(current!, ...former)), binary(waiting, '>', 0));
  },
  fires: 'above',
  summary: 'The KV cache is full and requests wait for it.',
  description:
    'The KV cache of {{ $labels.instance }} ({{ $labels.model_name }}) is {{ $value | humanizePercentage }} full, and requests wait.',
  board: 'cache',
  runbook: {
    meaning: 'Hardly a block of the KV cache is free, so that waiting requests cannot be scheduled.',
    impact: 'Requests wait, and running ones may be preempted and begin again.',
    diagnosis: [
      {
        text: 'See which engine is full.',
        query: 'vllm:kv_cache_usage_perc{instance="<instance>"}',
      },
      {
        text: 'See whether running requests are thrown out.',
        query: 'rate(vllm:num_preemptions_total{instance="<instance>"}[5m])',
      },
      {
        text: 'See how long the prompts are.',
        query:
          'histogram_quantile(0.95, sum by (le) (rate(vllm:request_prompt_tokens_bucket{instance="<instance>"}[10m])))',
      },
    ],
    mitigation: [
      'Add replicas, or limit `--max-model-len` and the length of answers.',
      'Raise `--gpu-memory-utilization`, use an 8-bit KV cache (`--kv-cache-dtype fp8`), or offload blocks to CPU memory.',
    ],
  },
};

const preemptions: RuleDefinition = {
  name: 'VLLMPreemptionsHigh',
  severity: 'warning',
  for: '10m',
  threshold: { value: 0.05, of: 'preemptions for each finished request' },
  why: 'each preemption throws work away and stalls one user; one in twenty requests is past noise',
  source: 'prometheus',
  query: (settings) => {
    const job = jobOf(settings);
    return ratio(
      sumBy(MODEL, rate('vllm:num_preemptions_total', job, '10m')),
      sumBy(MODEL, rate('vllm:request_success_total', job, '10m')),
    );
  },
  fires: 'above',
  summary: 'Running requests are thrown out and begin again.',
  description:
    'There are {{ $value | humanize }} preemptions for each request of {{ $labels.model_name }} ({{ $labels.job }}).',
  board: 'model',
  runbook: {
    meaning: 'KV blocks run out while requests are being answered, so that some are put back into the queue.',
    impact:
      'A preempted request stalls in mid-answer and its prompt is computed again; throughput looks well meanwhile.',
    diagnosis: [
      {
        text: 'See which servers preempt.',
        query: 'sum by (instance) (rate(vllm:num_preemptions_total{model_name="<model_name>"}[10m]))',
      },
      {
        text: 'See how full their caches are.',
        query: 'max by (instance) (vllm:kv_cache_usage_perc{model_name="<model_name>"})',
      },
    ],
    mitigation: [
      'Lower `--max-num-seqs`, so that fewer requests share the cache.',
      'Make the cache larger: see VLLMKVCachePressure.',
    ],
  },
};

const rejections: RuleDefinition = {
  name: 'VLLMAdmissionRejections',
  severity: 'warning',
  for: '5m',
  threshold: { value: 0.01, of: 'of the requests refused at the queue limit' },
  why: 'the limit is meant to shed the top of a burst, not one request in a hundred for five minutes',
  source: 'prometheus',
  query: (settings) => {
    const job = jobOf(settings);
    const rejected = sumBy(MODEL, rate('vllm:admission_rejections_total', job, '5m'));
    const finished = sumBy(MODEL, rate('vllm:request_success_total', job, '5m'));
    return fraction(rejected, plus(rejected, finished));
  },
  fires: 'above',
  summary: 'Requests are refused at the queue limit.',
  description:
    '{{ $value | humanizePercentage }} of the requests for {{ $labels.model_name }} ({{ $labels.job }}) are refused at the queue limit.',
  board: 'model',
  runbook: {
    meaning:
      'The queue is at its limit (`--max-num-queued-reqs` or the tokens), and new requests are turned away.',
    impact: 'Clients get an error at once. That is by design in a burst; going on it is missing capacity.',
    diagnosis: [
      {
        text: 'See which limit is hit.',
        query: 'sum by (reason) (rate(vllm:admission_rejections_total{model_name="<model_name>"}[5m]))',
      },
      {
        text: 'See the queues.',
        query: 'sum by (instance) (vllm:num_requests_waiting{model_name="<model_name>"})',
      },
    ],
    mitigation: [
      'Add replicas.',
      'Raise the limit if the time to first token is still well within its objective.',
    ],
  },
};

/** vLLM has capacity for its load. */
export const CAPACITY_RULES = [queueGrowing, cachePressure, preemptions, rejections];
