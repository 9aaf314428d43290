import { EPP, EPP_FAILURES, LITELLM_FAILURES } from '../exporters/index.ts';
import { gatewayJobs } from '../inventory/gateways.ts';
import {
  andOn,
  anyOf,
  binary,
  countBy,
  eachOf,
  fraction,
  increase,
  matches,
  maxBy,
  minBy,
  rate,
  selector,
  sumBy,
  unless,
  type CumulativeSample,
  type Expression,
} from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import type { GatewayKind } from '../settings/targets.ts';
import { jobIs, JOB } from '../slo/scope.ts';
import type { RuleDefinition } from './rule.ts';

type Job = ReturnType<typeof jobIs>;
type Conditions = Parameters<typeof selector>[1];

/** An expression for each kind of gateway that is configured, joined; undefined if there is none. */
function ofGateways(
  settings: Settings,
  expressions: Readonly<Partial<Record<GatewayKind, (job: Job) => Expression>>>,
): Expression | undefined {
  return anyOf(
    Object.entries(expressions).map(([kind, expression]) => {
      const jobs = gatewayJobs(settings, kind as GatewayKind);
      return jobs.length === 0 ? undefined : expression(jobIs(jobs));
    }),
  );
}

/** Sum of a job of what a metric, which may have a newer name, has gained in the window, or per second. */
const gained = (
  of: typeof rate | typeof increase,
  names: readonly [CumulativeSample, ...CumulativeSample[]],
  conditions: Conditions,
  window: '2m' | '5m' = '5m',
): Expression => eachOf(names, (name) => sumBy(JOB, of(name, conditions as never, window)));

const REQUESTS = {
  'production-stack-router': ['vllm:num_incoming_requests_total'],
  'llm-d-epp': EPP.requests,
  litellm: ['litellm_proxy_total_requests_metric_total'],
} as const;

const failures = (job: Job) =>
  ({
    'production-stack-router': [['vllm:request_errors_total'], job],
    'llm-d-epp': [EPP.errors, { ...job, error_code: matches(EPP_FAILURES) }],
    litellm: [
      ['litellm_proxy_failed_requests_metric_total'],
      { ...job, exception_status: matches(LITELLM_FAILURES) },
    ],
  }) as const;

/** Failed requests as a share of all, while there are enough of them. */
const failureShare =
  (kind: GatewayKind, minErrors: number) =>
  (job: Job): Expression => {
    const [names, conditions] = failures(job)[kind];
    const share = fraction(gained(rate, names, conditions), gained(rate, REQUESTS[kind], job));
    return andOn(JOB, share, binary(gained(increase, names, conditions), '>=', minErrors));
  };

/**
 * The expression while the gateway receives requests. Shorter than the rules wait, so that none fires after the last request of a
 * model that is scaled to zero.
 */
const underTraffic = (kind: GatewayKind, job: Job, expression: Expression): Expression =>
  andOn(JOB, expression, binary(gained(rate, REQUESTS[kind], job, '2m'), '>', 0));

const gatewayErrors: RuleDefinition = {
  name: 'GatewayErrors',
  severity: 'critical',
  for: '3m',
  threshold: {
    value: 0.05,
    of: 'of the requests to a gateway failed, at least `slo.minErrors` in five minutes',
  },
  why: 'a request that fails in the gateway never reaches an engine and is in no error budget; 5 % is beyond the retries of a deployment',
  source: 'prometheus',
  query: (settings) => {
    const { minErrors } = settings.slo;
    return ofGateways(settings, {
      'production-stack-router': failureShare('production-stack-router', minErrors),
      'llm-d-epp': failureShare('llm-d-epp', minErrors),
      litellm: failureShare('litellm', minErrors),
    });
  },
  fires: 'above',
  summary: 'Requests fail in the gateway.',
  description: '{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} fail in the gateway.',
  dashboard: 'gateway',
  runbook: {
    meaning:
      'The gateway fails requests: the router of production-stack received no response from a backend, the endpoint picker failed or found no endpoint, LiteLLM answered with 5xx or a time-out. Client errors (4xx), rate limits and requests that are shed by design do not count.',
    impact:
      'Requests fail before they reach an engine. The router counts a failed attempt even if another backend then answers the request.',
    blind: [
      'Errors that vLLM returns with a status of its own: see HTTPServerErrors.',
      'Requests that never reach the gateway.',
    ],
    diagnosis: [
      {
        text: 'Router of production-stack: find the backend and the exception.',
        query: 'sum by (server, error_type) (rate(vllm:request_errors_total{job="<job>"}[5m]))',
      },
      {
        text: 'Endpoint picker: find the error code. `ServiceUnavailable` means that no endpoint was ready.',
        query:
          'sum by (error_code) (rate({__name__=~"llm_d_epp_request_error_total|inference_objective_request_error_total",job="<job>"}[5m]))',
      },
      {
        text: 'LiteLLM: find the exception and the deployment.',
        query:
          'sum by (api_base, exception_status, exception_class) (rate(litellm_deployment_failure_responses_total{job="<job>"}[5m]))',
      },
      {
        text: 'Read the logs of the gateway.',
        query: '{service_name="<job>"} |~ "(?i)error|exception|timeout"',
      },
    ],
    mitigation: [
      'One backend: take it out of the pool, or restart it.',
      'All backends: see VLLMTargetDown and GatewayBackendsUnhealthy.',
      'Roll back the last change of the gateway.',
    ],
  },
};

const backendsUnhealthy: RuleDefinition = {
  name: 'GatewayBackendsUnhealthy',
  severity: 'critical',
  for: '3m',
  why: 'without a backend every request fails; three minutes are longer than a health check takes to notice a restart',
  source: 'prometheus',
  query: (settings) =>
    ofGateways(settings, {
      'production-stack-router': (job) =>
        underTraffic(
          'production-stack-router',
          job,
          unless(
            countBy(JOB, binary(selector('up', job), '==', 1)),
            binary(sumBy(JOB, selector('vllm:healthy_pods_total', job)), '>', 0),
          ),
        ),
      'llm-d-epp': (job) => {
        const ready = eachOf(EPP.readyEndpoints, (name) => maxBy([...JOB, 'name'], selector(name, job)));
        return underTraffic('llm-d-epp', job, binary(1, '-', binary(ready, '==', 0)));
      },
      // The state of a deployment stays as its last request left it, so only one that is tried counts.
      litellm: (job) => {
        const by = [...JOB, 'litellm_model_name'];
        const state = binary(minBy(by, selector('litellm_deployment_state', job)), '==', 2);
        const failed = sumBy(by, increase('litellm_deployment_failure_responses_total', job, '10m'));
        return andOn(by, state, binary(failed, '>', 0));
      },
    }),
  summary: 'No backend of the gateway is healthy.',
  description:
    '{{ $labels.job }} receives requests and has no healthy backend{{ with $labels.name }} in pool {{ . }}{{ end }}{{ with $labels.litellm_model_name }} for {{ . }}{{ end }}.',
  dashboard: 'gateway',
  runbook: {
    meaning:
      'The router of production-stack has discovered no healthy backend, the metrics of every endpoint of the pool are stale, or LiteLLM has cooled down every deployment of a model. It fires only while requests arrive.',
    impact: 'Every request fails: with 503, or with 429 by LiteLLM.',
    blind: ['Backends that count as healthy and fail requests: see GatewayErrors.'],
    diagnosis: [
      { text: 'Check which backends the router knows.', query: 'vllm:healthy_pods_total{job="<job>"}' },
      {
        text: 'Check the ready endpoints of the pool.',
        query: '{__name__=~"llm_d_epp_ready_endpoints|inference_pool_ready_pods",job="<job>"}',
      },
      { text: 'Check the deployments of LiteLLM.', query: 'litellm_deployment_state{job="<job>"}' },
      { text: 'Check whether vLLM is up.', query: 'up == 0' },
    ],
    mitigation: [
      'Backends are down: see VLLMTargetDown.',
      'Backends are up: check service discovery, the selector of the pool, network policies and the address of the deployment.',
      'Scaled to zero by design: disable this rule, because a gateway cannot tell it from an outage.',
    ],
  },
};

const notReady: RuleDefinition = {
  name: 'GatewayNotReady',
  severity: 'critical',
  for: '3m',
  why: 'a gateway without a ready instance fails every request; three minutes are longer than a restart',
  source: 'prometheus',
  query: (settings) => {
    const allDown = (job: Job) => binary(1, '-', binary(maxBy(JOB, selector('up', job)), '==', 0));
    return ofGateways(settings, {
      'production-stack-router': allDown,
      // An endpoint picker reports its pool once it has found it.
      'llm-d-epp': (job) =>
        unless(
          countBy(JOB, selector('up', job)),
          eachOf(EPP.readyEndpoints, (name) => countBy(JOB, selector(name, job))),
        ),
      litellm: allDown,
    });
  },
  summary: 'No instance of the gateway is ready.',
  description: '{{ $labels.job }} has no instance that is ready.',
  dashboard: 'gateway',
  runbook: {
    meaning:
      'Every instance of the gateway is down or its metrics endpoint fails, or no endpoint picker has found its InferencePool.',
    impact:
      'Requests fail at the gateway, although the engines work. With `failureMode: FailOpen` a gateway sends them to any endpoint.',
    blind: ['A gateway that answers scrapes and no requests: see GatewayErrors.'],
    diagnosis: [
      { text: 'Check which instances are down, and since when.', query: 'up{job="<job>"}' },
      {
        text: 'Endpoint picker: check whether it reports its pool.',
        query: '{__name__=~"llm_d_epp_ready_endpoints|inference_pool_ready_pods",job="<job>"}',
      },
      { text: 'Read its logs.', query: '{service_name="<job>"}' },
    ],
    mitigation: [
      'Restart it, or roll back its last deployment.',
      'Endpoint picker: check that the InferencePool exists and that its service account may read it. Metrics that require a token (401) look the same: set `auth` on the target.',
    ],
  },
};

/** The routers and gateways in front of vLLM serve requests. */
export const GATEWAY_RULES = [gatewayErrors, backendsUnhealthy, notReady];
