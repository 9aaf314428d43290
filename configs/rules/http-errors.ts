import {
  and,
  binary,
  orZero,
  plus,
  ratio,
  recorded,
  unless,
  type Expression,
  type RecordedName,
} from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import { httpSeries } from '../slo/http-requests.ts';
import { JOB } from '../slo/scope.ts';
import type { RuleDefinition } from './rule.ts';

const HTTP = ['http_requests_total', 'vllm:admission_rejections_total'] as const;

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

/** HTTP requests are answered without 5xx. */
export const HTTP_RULES = [serverErrors, serverFailing];
