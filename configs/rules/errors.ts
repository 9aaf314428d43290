import { fraction, increase, matches, notProbe, rate, sumBy } from '../promql/index.ts';
import type { RuleDefinition } from './rule.ts';
import { jobIs, MODEL, onlyVllm, otherJobs, vllmJobs } from '../slo/scope.ts';

const errorFinishes: RuleDefinition = {
  name: 'VLLMErrorFinishes',
  severity: 'warning',
  for: '5m',
  threshold: { value: 0.02, of: 'of the finished requests ended in an error' },
  why: 'the budget alerts page; this one names the model while the share is still small',
  source: 'prometheus',
  query: (settings) => {
    const job = jobIs(vllmJobs(settings));
    return fraction(
      sumBy(MODEL, rate('vllm:request_success_total', { ...job, finished_reason: 'error' }, '10m')),
      sumBy(MODEL, rate('vllm:request_success_total', job, '10m')),
    );
  },
  fires: 'above',
  summary: 'Requests end in an error of the engine.',
  description:
    '{{ $value | humanizePercentage }} of the requests for {{ $labels.model_name }} ({{ $labels.job }}) ended in an error.',
  board: 'model',
  runbook: {
    meaning: 'The engine itself ended requests with the reason `error`.',
    impact: 'Users get a broken answer; after the first token it still has the HTTP status 200.',
    diagnosis: [
      {
        text: 'See which servers fail.',
        query:
          'sum by (instance) (rate(vllm:request_success_total{model_name="<model_name>",finished_reason="error"}[5m]))',
      },
      { text: 'Read the errors.', query: '{service_name="<job>"} |~ "ERROR|Traceback"' },
    ],
    mitigation: [
      'Restart the failing servers, or take them out of the load balancer.',
      'Roll the last change of model, version or flags back.',
    ],
  },
};

const corruptedOutput: RuleDefinition = {
  name: 'VLLMCorruptedOutput',
  severity: 'warning',
  for: '0s',
  threshold: { value: 0, of: 'requests with NaN logits in ten minutes' },
  why: 'there is no harmless NaN: weights, kernel or GPU memory are broken',
  source: 'prometheus',
  query: (settings) => {
    const job = jobIs(vllmJobs(settings));
    return sumBy([...MODEL, 'instance'], increase('vllm:corrupted_requests_total', job, '10m'));
  },
  fires: 'above',
  summary: 'A model writes nonsense.',
  description:
    '{{ $value | humanize }} requests on {{ $labels.instance }} ({{ $labels.model_name }}) had NaN in their logits.',
  board: 'model',
  runbook: {
    meaning: 'The logits of a request held NaN (counted with `VLLM_COMPUTE_NANS_IN_LOGITS=1`).',
    impact: 'Answers are nonsense, with status 200 and in good time.',
    diagnosis: [
      {
        text: 'One server points to its GPU, all of them to weights or version.',
        query: 'sum by (instance) (increase(vllm:corrupted_requests_total{model_name="<model_name>"}[1h]))',
      },
      { text: 'Check the GPU: `nvidia-smi -q -d ECC`, Xid errors in the log of the kernel.' },
    ],
    mitigation: [
      'Take the server out of the load balancer.',
      'Try another attention back end or dtype, or roll the version back.',
    ],
  },
};

/** vLLM's API servers, and the services around it that count HTTP requests under the same name. */
const serverErrors: RuleDefinition = {
  name: 'HTTPServerErrors',
  severity: 'critical',
  for: '3m',
  threshold: { value: 0.05, of: 'of the HTTP requests, probes aside, answered with 5xx' },
  why: 'requests that never reach an engine are in no budget, so this pages; 5 % is past the retries of a deploy',
  source: 'prometheus',
  query: (settings) => {
    const vllm = vllmJobs(settings);
    const served = {
      ...jobIs(vllm.length === 0 ? [] : [...vllm, ...otherJobs(settings)].sort()),
      handler: notProbe,
    };
    // Instrumentations count either classes (5xx) or codes (503).
    const failed = matches('5(xx|[0-9]{2})');
    return onlyVllm(
      settings,
      fraction(
        sumBy(['job'], rate('http_requests_total', { ...served, status: failed }, '5m')),
        sumBy(['job'], rate('http_requests_total', served, '5m')),
      ),
      ['job'],
    );
  },
  fires: 'above',
  summary: 'A service answers with server errors.',
  description: '{{ $value | humanizePercentage }} of the HTTP requests to {{ $labels.job }} get a 5xx.',
  board: 'model',
  runbook: {
    meaning:
      'The API server, or a service in front of it, answers with 5xx. Answers to probes (`/health`, `/ready` and the like) are left out.',
    impact: 'Requests fail. They never reached an engine, so no budget counts them.',
    diagnosis: [
      {
        text: 'See which paths and servers fail.',
        query: 'sum by (instance, handler) (rate(http_requests_total{job="<job>",status=~"5.*"}[5m]))',
      },
      { text: 'Read the errors.', query: '{service_name="<job>"} |~ "\\" 5[0-9][0-9]|ERROR|Traceback"' },
    ],
    mitigation: [
      'An engine that died takes its API server along soon: restart it.',
      'Roll the last deploy of the service back.',
    ],
  },
};

/** Responses are correct. */
export const ERROR_RULES = [errorFinishes, corruptedOutput, serverErrors];
