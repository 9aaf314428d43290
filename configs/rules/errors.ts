import {
  and,
  binary,
  events,
  increase,
  orZero,
  plus,
  ratio,
  recorded,
  sumBy,
  unless,
  type Expression,
  type RecordedName,
} from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import type { RuleDefinition } from './rule.ts';
import { requestsThat } from '../slo/outcomes.ts';
import { CUT_OFF_METRICS, cutOffSeries } from '../slo/cut-off.ts';
import { JOB, jobIs, MODEL, vllmJobs } from '../slo/scope.ts';
import { httpSeries } from '../slo/http-requests.ts';

const HTTP = ['http_requests_total', 'vllm:admission_rejections_total'] as const;

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

/** 5xx over all HTTP requests of jobs or servers within five minutes, if there are enough of them. */
function shareOfErrors({ slo }: Settings, level: 'job' | 'job_instance'): Expression {
  const of = (series: RecordedName) => recorded(series, {}, HTTP);
  const failed = of(httpSeries.failed('5m', level));
  const answered = plus(failed, orZero(of(httpSeries.succeeded(level)), failed));
  // A share of few requests is chance. Fifteen minutes, so that a failing service with a request a minute has enough.
  return and(ratio(failed, answered), binary(of(httpSeries.failed('15m', level)), '>=', slo.minErrors));
}

/** vLLM's API servers, and the services around it that count HTTP requests under the same name. */
const serverErrors: RuleDefinition = {
  name: 'HTTPServerErrors',
  severity: 'critical',
  for: '3m',
  threshold: {
    value: 0.05,
    of: 'of the HTTP requests, probes and load shedding aside, answered with 5xx, and at least `slo.minErrors` within 15 minutes',
  },
  why: 'requests that never reach an engine are in no error budget, so this pages; 5 % is beyond the retries of a deployment',
  source: 'prometheus',
  query: (settings) => shareOfErrors(settings, 'job'),
  fires: 'above',
  summary: 'A service returns server errors (5xx).',
  description: '{{ $value | humanizePercentage }} of the HTTP requests to {{ $labels.job }} return 5xx.',
  dashboard: 'model',
  runbook: {
    meaning:
      'The API server, or a service in front of it, returns 5xx. Probes (`/health`, `/ready` and the like) are excluded.',
    impact: 'Requests fail. Those that never reached an engine are in no error budget.',
    blind: [
      'Errors after the first token: the status is 200 by then. See VLLMErrorFinishes.',
      'As many 5xx as vLLM rejected at its queue limits, whatever their cause: it counts both as 5xx (VLLMAdmissionRejections). In services around vLLM, as many as all models rejected.',
      'Requests that a server refuses while it is asleep (VLLMEngineAsleep) or was paused (`/pause`) within the window, and requests that never arrive.',
      'Fewer failures than `slo.minErrors` in 15 minutes, and one failing server in a large fleet (HTTPServerFailing).',
      'A pause over the Python API, or of more than 15 minutes, of vLLM 0.33: it refuses requests with 503 like a broken server, and fires.',
    ],
    diagnosis: [
      {
        text: 'Find the failing paths and servers.',
        query:
          'sum by (instance, handler, status) (rate(http_requests_total{job="<job>",status=~"5.*"}[5m]))',
      },
      {
        text: 'Read the errors in the logs.',
        query: '{service_name="<job>"} |~ "\\" 5[0-9][0-9]|ERROR|Traceback"',
      },
    ],
    mitigation: [
      'If the engine died, its API server exits too: restart it.',
      'Roll back the last deployment of the service.',
    ],
  },
};

/** One server of several, whose errors are a small share of all. */
const serverFailing: RuleDefinition = {
  name: 'HTTPServerFailing',
  severity: 'warning',
  for: '5m',
  threshold: {
    value: 0.5,
    of: 'of the HTTP requests to one server answered with 5xx, and at least `slo.minErrors` within 15 minutes',
  },
  why: 'a load balancer continues to send requests to a server that fails them quickly; in a large fleet they are too few for HTTPServerErrors',
  source: 'prometheus',
  // While the job fails as a whole, HTTPServerErrors fires once.
  query: (settings, { threshold = 0 }) => {
    const limit = settings.alerts.rules[serverErrors.name]!.threshold!;
    const failing = binary(shareOfErrors(settings, 'job_instance'), '>', threshold);
    return unless(failing, binary(shareOfErrors(settings, 'job'), '>', limit), { on: JOB });
  },
  summary: 'One server fails most of its requests.',
  description:
    '{{ $labels.instance }} of job {{ $labels.job }} answers {{ $value | humanizePercentage }} of its HTTP requests with 5xx, while the other servers of the job do not.',
  dashboard: 'model',
  runbook: {
    meaning:
      'One server answers most requests with 5xx, load shedding aside. The other servers of its job answer enough for HTTPServerErrors to stay silent.',
    impact: 'The requests that are routed to this server fail.',
    diagnosis: [
      {
        text: 'Find the failing paths.',
        query:
          'sum by (handler, status) (rate(http_requests_total{job="<job>",instance="<instance>",status=~"5.*"}[5m]))',
      },
      {
        text: 'Read the errors in the logs.',
        query: '{service_name="<job>"} |~ "\\" 5[0-9][0-9]|ERROR|Traceback"',
      },
    ],
    mitigation: ['Take the server out of the load balancer, and restart it.'],
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
export const ERROR_RULES = [errorFinishes, corruptedOutput, cutOff, unscheduled, serverErrors, serverFailing];
