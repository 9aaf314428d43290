import { fraction, increase, matches, notProbe, rate, sumBy } from '../promql/index.ts';
import type { RuleDefinition } from './rule.ts';
import { jobIs, JOB, MODEL, onlyVllm, otherJobs, vllmJobs } from '../slo/scope.ts';

const errorFinishes: RuleDefinition = {
  name: 'VLLMErrorFinishes',
  severity: 'warning',
  for: '5m',
  threshold: { value: 0.02, of: 'of the finished requests ended in an error' },
  why: 'burn-rate alerts page; this one names the model while the share is still small',
  source: 'prometheus',
  query: (settings) => {
    const job = jobIs(vllmJobs(settings));
    return fraction(
      sumBy(MODEL, rate('vllm:request_success_total', { ...job, finished_reason: 'error' }, '10m')),
      sumBy(MODEL, rate('vllm:request_success_total', job, '10m')),
    );
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
    return sumBy([...MODEL, 'instance'], increase('vllm:corrupted_requests_total', job, '10m'));
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

/** vLLM's API servers, and the services around it that count HTTP requests under the same name. */
const serverErrors: RuleDefinition = {
  name: 'HTTPServerErrors',
  severity: 'critical',
  for: '3m',
  threshold: { value: 0.05, of: 'of the HTTP requests, probes aside, answered with 5xx' },
  why: 'requests that never reach an engine are in no error budget, so this pages; 5 % is beyond the retries of a deployment',
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
        sumBy(JOB, rate('http_requests_total', { ...served, status: failed }, '5m')),
        sumBy(JOB, rate('http_requests_total', served, '5m')),
      ),
      JOB,
    );
  },
  fires: 'above',
  summary: 'A service returns server errors (5xx).',
  description: '{{ $value | humanizePercentage }} of the HTTP requests to {{ $labels.job }} return 5xx.',
  dashboard: 'model',
  runbook: {
    meaning:
      'The API server, or a service in front of it, returns 5xx. Probes (`/health`, `/ready` and the like) are excluded.',
    impact: 'Requests fail. Those that never reached an engine are in no error budget.',
    diagnosis: [
      {
        text: 'Find the failing paths and servers.',
        query: 'sum by (instance, handler) (rate(http_requests_total{job="<job>",status=~"5.*"}[5m]))',
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

/** Responses are correct. */
export const ERROR_RULES = [errorFinishes, corruptedOutput, serverErrors];
