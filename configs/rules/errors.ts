import { and, binary, events, increase, ratio, recorded, sumBy } from '../promql/index.ts';
import { HTTP_RULES } from './http-errors.ts';
import type { RuleDefinition } from './rule.ts';
import { requestsThat } from '../slo/outcomes.ts';
import { CUT_OFF_METRICS, cutOffSeries } from '../slo/cut-off.ts';
import { jobIs, MODEL, vllmJobs } from '../slo/scope.ts';

const errorFinishes: RuleDefinition = {
  name: 'VLLMErrorFinishes',
  severity: 'warning',
  for: '5m',
  threshold: {
    value: 0.02,
    of: 'of the finished requests ended in an error, and at least `slo.minErrors` within ten minutes',
  },
  why: 'burn-rate alerts page; this one names the model while the share is still small',
  source: 'prometheus',
  query: (settings) => {
    const failed = requestsThat('failed');
    return and(ratio(failed, requestsThat('finished')), binary(failed, '>=', settings.slo.minErrors));
  },
  fires: 'above',
  summary: 'Requests end in an engine error.',
  description:
    '{{ $value | humanizePercentage }} of the requests for {{ $labels.model_name }} ({{ $labels.job }}) ended in an error.',
  dashboard: 'model',
  runbook: {
    meaning: 'The engine terminated requests with finish reason `error`.',
    impact: 'Users receive an incomplete response. After the first token, the HTTP status is still 200.',
    diagnosis: [
      {
        text: 'Find the failing servers.',
        query:
          'sum by (instance) (rate(vllm:request_success_total{model_name="<model_name>",finished_reason="error"}[5m]))',
      },
      { text: 'Read the errors in the logs.', query: '{service_name="<job>"} |~ "ERROR|Traceback"' },
    ],
    mitigation: [
      'Restart the failing servers, or take them out of the load balancer.',
      'Roll back the last change of model, version or flags.',
    ],
  },
};

const corruptedOutput: RuleDefinition = {
  name: 'VLLMCorruptedOutput',
  severity: 'warning',
  for: '0s',
  threshold: { value: 0, of: 'requests with NaN logits in ten minutes' },
  why: 'no NaN is harmless: weights, kernel or GPU memory are corrupt',
  source: 'prometheus',
  query: (settings) => {
    const job = jobIs(vllmJobs(settings));
    return sumBy([...MODEL, 'instance'], events('vllm:corrupted_requests_total', job, '10m'));
  },
  fires: 'above',
  summary: 'A model produces corrupted output.',
  description:
    '{{ $value | humanize }} requests on {{ $labels.instance }} ({{ $labels.model_name }}) had NaN in their logits.',
  dashboard: 'model',
  runbook: {
    meaning: 'The logits of a request contained NaN (counted with `VLLM_COMPUTE_NANS_IN_LOGITS=1`).',
    impact: 'Responses are nonsense, with status 200 and normal latency.',
    diagnosis: [
      {
        text: 'One server points to its GPU, all of them to the weights or the version.',
        query: 'sum by (instance) (increase(vllm:corrupted_requests_total{model_name="<model_name>"}[1h]))',
      },
      { text: 'Check the GPU: `nvidia-smi -q -d ECC`, Xid errors in the kernel log.' },
    ],
    mitigation: [
      'Take the server out of the load balancer.',
      'Try another attention backend or dtype, or roll back the version.',
    ],
  },
};

/** Fewer are a handful of users who stopped reading. */
const LEAST_CUT_OFF = 20;

const cutOff: RuleDefinition = {
  name: 'VLLMRequestsCutOff',
  severity: 'warning',
  for: '15m',
  threshold: {
    value: 0.1,
    of: `of the requests cut off by their clients after the first token, over 30 minutes, and at least ${LEAST_CUT_OFF} of them`,
  },
  why: 'users who stop reading are a few in a hundred; under load, client time-outs cut off many more, and every latency metric loses exactly these requests',
  source: 'prometheus',
  query: () =>
    and(
      recorded(cutOffSeries.share, {}, CUT_OFF_METRICS),
      binary(recorded(cutOffSeries.requests, {}, CUT_OFF_METRICS), '>=', LEAST_CUT_OFF),
    ),
  fires: 'above',
  summary: 'Clients cut off many requests before they finish.',
  description:
    '{{ $value | humanizePercentage }} of the requests for {{ $labels.model_name }} ({{ $labels.job }}) that received a first token in 30 minutes did not finish.',
  dashboard: 'model',
  runbook: {
    meaning:
      'Requests received a first token, did not finish and no longer run: their clients disconnected, usually at a time-out, or their server was terminated.',
    impact:
      'Users receive incomplete responses. The error budgets look better than they are, because vLLM records no latency of these requests.',
    blind: [
      'Requests that clients cut off while they are queued: vLLM counts them nowhere. Look at the queue.',
      'Whether a user stopped reading or a time-out expired. For an application whose users stop often, raise the threshold.',
    ],
    diagnosis: [
      {
        text: 'Check the share over time: a rise together with latency or the queue points to time-outs.',
        query: 'job_model:vllm_requests_cut_off:ratio30m{model_name="<model_name>"}',
      },
      {
        text: 'Check the latency against the time-outs of the clients and of the gateway.',
        query:
          'histogram_quantile(0.99, sum by (le) (rate(vllm:e2e_request_latency_seconds_bucket{model_name="<model_name>"}[10m])))',
      },
      {
        text: 'Check the queue.',
        query: 'sum by (instance) (vllm:num_requests_waiting{model_name="<model_name>"})',
      },
      {
        text: 'Check whether servers were terminated.',
        query: 'changes(process_start_time_seconds{job="<job>"}[1h])',
      },
    ],
    mitigation: [
      'Add replicas, or set a queue limit: a rejected request can be retried elsewhere.',
      'Raise the time-out of clients and gateway above the latency of long responses, or limit `max_tokens`.',
      'Drain servers before they are terminated.',
    ],
  },
};

const unscheduled: RuleDefinition = {
  name: 'VLLMRequestsNeverScheduled',
  severity: 'warning',
  for: '5m',
  threshold: {
    value: 0.01,
    of: 'of the finished requests ended before they were scheduled, and at least `slo.minErrors` within ten minutes',
  },
  why: 'the engine accepts a request to run it; what ends in the queue was failed by the engine, and no latency objective counts it as bad',
  source: 'prometheus',
  query: (settings) => {
    const job = jobIs(vllmJobs(settings));
    const never = requestsThat('neverScheduled');
    const finished = sumBy(MODEL, increase('vllm:e2e_request_latency_seconds_count', job, '10m'));
    return and(ratio(never, finished), binary(never, '>=', settings.slo.minErrors));
  },
  fires: 'above',
  summary: 'Requests end before they are scheduled.',
  description:
    '{{ $value | humanizePercentage }} of the requests for {{ $labels.model_name }} ({{ $labels.job }}) ended in the queue.',
  dashboard: 'model',
  runbook: {
    meaning:
      'The engine ended requests that it had not scheduled yet: a failed KV transfer, a grammar that does not compile, or an abort by the engine. vLLM records the uptime of the host as their prefill time, by which they are counted.',
    impact:
      'Users receive an error or an empty response. The mean prefill time on the dashboard is wrong meanwhile.',
    blind: [
      'Requests whose client disconnected while they were queued: vLLM records nothing of them.',
      'Hosts that have been up for less than four minutes.',
    ],
    diagnosis: [
      {
        text: 'Find out how requests end, and on which servers.',
        query:
          'sum by (instance, finished_reason) (rate(vllm:request_success_total{model_name="<model_name>"}[10m]))',
      },
      {
        text: 'Check why requests wait.',
        query: 'sum by (reason) (vllm:num_requests_waiting_by_reason{model_name="<model_name>"})',
      },
      { text: 'Read the errors in the logs.', query: '{service_name="<job>"} |~ "ERROR|Traceback"' },
    ],
    mitigation: [
      'KV transfers fail: see VLLMKVTransferFailures.',
      'Structured output fails: try another backend (`--structured-outputs-config`).',
      'Roll back the last change of version or flags.',
    ],
  },
};

/** Responses are correct. */
export const ERROR_RULES = [errorFinishes, corruptedOutput, cutOff, unscheduled, ...HTTP_RULES];
