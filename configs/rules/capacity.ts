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
import { configured, type AlertRule } from './rule.ts';
import { jobIs, MODEL, SERVER, vllmJobs } from './scope.ts';

/** Whether vLLM has room for what it is asked. */
export function capacityRules(settings: Settings): AlertRule[] {
  return [
    ...queueGrowing(settings),
    ...cachePressure(settings),
    ...preemptions(settings),
    ...rejections(settings),
  ];
}

const jobOf = (settings: Settings) => jobIs(vllmJobs(settings));

function queueGrowing(settings: Settings): AlertRule[] {
  const waiting = selector('vllm:num_requests_waiting', jobOf(settings));
  const running = sumBy(MODEL, selector('vllm:num_requests_running', jobOf(settings)));
  const growing = sumBy(MODEL, overTime('deriv', waiting, '5m'));
  return configured(settings, {
    name: 'VLLMQueueGrowing',
    source: 'prometheus',
    // Multiplied rather than divided: with nothing running and requests waiting there is no quotient.
    query: ({ threshold }) =>
      and(binary(sumBy(MODEL, waiting), '>', binary(threshold, '*', running)), binary(growing, '>', 0)),
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
  });
}

function cachePressure(settings: Settings): AlertRule[] {
  const job = jobOf(settings);
  const [current, ...former] = withFormerNames('vllm:kv_cache_usage_perc').map((name) =>
    overTime('avg_over_time', selector(name, job), '5m'),
  );
  const waiting = sumBy(SERVER, selector('vllm:num_requests_waiting', job));
  return configured(settings, {
    name: 'VLLMKVCachePressure',
    source: 'prometheus',
    query: and(maxBy(SERVER, or(current!, ...former)), binary(waiting, '>', 0)),
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
  });
}

function preemptions(settings: Settings): AlertRule[] {
  const job = jobOf(settings);
  return configured(settings, {
    name: 'VLLMPreemptionsHigh',
    source: 'prometheus',
    query: ratio(
      sumBy(MODEL, rate('vllm:num_preemptions_total', job, '10m')),
      sumBy(MODEL, rate('vllm:request_success_total', job, '10m')),
    ),
    fires: 'above',
    summary: 'Running requests are thrown out and begin again.',
    description:
      'There are {{ $value | humanize }} preemptions for each request of {{ $labels.model_name }} ({{ $labels.job }}).',
    board: 'model',
    runbook: {
      meaning:
        'KV blocks run out while requests are being answered, so that some are put back into the queue.',
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
  });
}

function rejections(settings: Settings): AlertRule[] {
  const job = jobOf(settings);
  const rejected = sumBy(MODEL, rate('vllm:admission_rejections_total', job, '5m'));
  const finished = sumBy(MODEL, rate('vllm:request_success_total', job, '5m'));
  return configured(settings, {
    name: 'VLLMAdmissionRejections',
    source: 'prometheus',
    query: fraction(rejected, plus(rejected, finished)),
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
  });
}
