import { fraction, increase, matches, notProbe, rate, sumBy } from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import { configured, type AlertRule } from './rule.ts';
import { jobIs, MODEL, onlyVllm, otherJobs, vllmJobs } from './scope.ts';

/** Whether answers are answers. */
export function errorRules(settings: Settings): AlertRule[] {
  return [...errorFinishes(settings), ...corruptedOutput(settings), ...serverErrors(settings)];
}

function errorFinishes(settings: Settings): AlertRule[] {
  const job = jobIs(vllmJobs(settings));
  return configured(settings, {
    name: 'VLLMErrorFinishes',
    source: 'prometheus',
    query: fraction(
      sumBy(MODEL, rate('vllm:request_success_total', { ...job, finished_reason: 'error' }, '10m')),
      sumBy(MODEL, rate('vllm:request_success_total', job, '10m')),
    ),
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
  });
}

function corruptedOutput(settings: Settings): AlertRule[] {
  const job = jobIs(vllmJobs(settings));
  return configured(settings, {
    name: 'VLLMCorruptedOutput',
    source: 'prometheus',
    query: sumBy([...MODEL, 'instance'], increase('vllm:corrupted_requests_total', job, '10m')),
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
  });
}

/** vLLM's API servers, and the services around it that count HTTP requests under the same name. */
function serverErrors(settings: Settings): AlertRule[] {
  const vllm = vllmJobs(settings);
  const served = {
    ...jobIs(vllm.length === 0 ? [] : [...vllm, ...otherJobs(settings)].sort()),
    handler: notProbe,
  };
  // Instrumentations count either classes (5xx) or codes (503).
  const failed = matches('5(xx|[0-9]{2})');
  return configured(settings, {
    name: 'HTTPServerErrors',
    source: 'prometheus',
    query: onlyVllm(
      settings,
      fraction(
        sumBy(['job'], rate('http_requests_total', { ...served, status: failed }, '5m')),
        sumBy(['job'], rate('http_requests_total', served, '5m')),
      ),
      ['job'],
    ),
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
  });
}
