import type { RuleCase } from '../case.ts';
import { at, perSecond } from '../fleet.ts';

const NAMES = {
  router: at(
    'router',
    'vllm:request_errors_total',
    'server="a",model="llama",error_type="ClientConnectorError"',
  ),
  picker: (code: string) =>
    at('picker', 'inference_objective_request_error_total', `model_name="llama",error_code="${code}"`),
  litellm: (status: string) =>
    at('litellm', 'litellm_proxy_failed_requests_metric_total', `exception_status="${status}"`),
  failedAttempts: at(
    'litellm',
    'litellm_deployment_failure_responses_total',
    'litellm_model_name="llama",model_id="1",exception_status="503"',
  ),
  requests: {
    router: at('router', 'vllm:num_incoming_requests_total', 'model="llama"'),
    picker: at('picker', 'inference_objective_request_total', 'model_name="llama"'),
  },
  ready: at('picker', 'inference_pool_ready_pods', 'name="pool"'),
  healthy: ['a', 'b'].map((server) => at('router', 'vllm:healthy_pods_total', `server="${server}"`)),
  states: ['1', '2'].map((id) =>
    at('litellm', 'litellm_deployment_state', `litellm_model_name="llama",model_id="${id}"`),
  ),
} as const;

/** What llm-d-router reports since release 0.9 beside the names that every release has. */
const NEWER = {
  [at('picker', 'llm_d_epp_request_total', 'model_name="llama",fairness_id="a"')]: perSecond(2),
  [at('picker', 'llm_d_epp_ready_endpoints', 'name="pool"')]: 2,
} as const;

const all = <T>(series: readonly string[], value: T) =>
  Object.fromEntries(series.map((each) => [each, value]));

/** The routers and gateways in front of vLLM. */
export const gatewayCases: readonly RuleCase[] = [
  // A router without a backend: connections fail. One error in an hour of little traffic is nobody's concern.
  {
    rule: 'GatewayErrors',
    always: { [NAMES.router]: perSecond(0) },
    fault: { [NAMES.router]: perSecond(0.2) },
    neighbour: { [NAMES.router]: perSecond(0.01) },
  },
  // One failed request in ten is 10 %, but only two in five minutes.
  {
    rule: 'GatewayErrors',
    always: { [NAMES.router]: perSecond(0) },
    fault: { [NAMES.router]: perSecond(1) },
    neighbour: { [NAMES.requests.router]: perSecond(0.05), [NAMES.router]: perSecond(0.006) },
  },
  // Load that flow control sheds, and client errors of a model server, are no failures of the endpoint picker.
  {
    rule: 'GatewayErrors',
    always: {
      [NAMES.picker('ServiceUnavailable')]: perSecond(0),
      [NAMES.picker('ResourceExhausted')]: perSecond(0),
    },
    fault: { [NAMES.picker('ServiceUnavailable')]: perSecond(0.3) },
    neighbour: {
      [NAMES.picker('ResourceExhausted')]: perSecond(1),
      [NAMES.picker('ModelServerError')]: perSecond(1),
      [NAMES.picker('BadRequest')]: perSecond(1),
    },
  },
  // The same request under both names of a newer release counts once.
  {
    rule: 'GatewayErrors',
    always: {
      ...NEWER,
      [at('picker', 'llm_d_epp_request_error_total', 'error_code="Internal",fairness_id="a"')]: perSecond(0),
      [NAMES.picker('Internal')]: perSecond(0),
    },
    fault: {
      [at('picker', 'llm_d_epp_request_error_total', 'error_code="Internal",fairness_id="a"')]:
        perSecond(0.2),
      [NAMES.picker('Internal')]: perSecond(0.2),
    },
    neighbour: {
      [at('picker', 'llm_d_epp_request_error_total', 'error_code="Internal",fairness_id="a"')]:
        perSecond(0.08),
      [NAMES.picker('Internal')]: perSecond(0.08),
    },
  },
  // A time-out of a backend is 408; a wrong key and a rate limit are not the fault of the proxy.
  ...['503', '408'].map((status): RuleCase => ({
    rule: 'GatewayErrors',
    always: { [NAMES.litellm(status)]: perSecond(0) },
    fault: { [NAMES.litellm(status)]: perSecond(0.3) },
    neighbour: { [NAMES.litellm('401')]: perSecond(1), [NAMES.litellm('429')]: perSecond(1) },
  })),
  // Every backend fails its health check; with one of two left, requests are served.
  {
    rule: 'GatewayBackendsUnhealthy',
    fault: all(NAMES.healthy, 0),
    neighbour: { [NAMES.healthy[0]!]: 0 },
  },
  // No backend is discovered any more; without a request that is a model scaled to zero.
  {
    rule: 'GatewayBackendsUnhealthy',
    fault: all(NAMES.healthy, 'gone' as const),
    neighbour: { ...all(NAMES.healthy, 'gone' as const), [NAMES.requests.router]: perSecond(0) },
  },
  {
    rule: 'GatewayBackendsUnhealthy',
    fault: { [NAMES.ready]: 0 },
    neighbour: { [NAMES.ready]: 0, [NAMES.requests.picker]: perSecond(0) },
  },
  // Both deployments of the model are cooled down and still fail. The state of one that is not tried any more is old.
  {
    rule: 'GatewayBackendsUnhealthy',
    always: { [NAMES.failedAttempts]: perSecond(0) },
    fault: { ...all(NAMES.states, 2), [NAMES.failedAttempts]: perSecond(0.2) },
    neighbour: all(NAMES.states, 2),
  },
  {
    rule: 'GatewayBackendsUnhealthy',
    always: { [NAMES.failedAttempts]: perSecond(0) },
    fault: { ...all(NAMES.states, 2), [NAMES.failedAttempts]: perSecond(0.2) },
    neighbour: { [NAMES.states[0]!]: 2, [NAMES.failedAttempts]: perSecond(0.2) },
  },
  {
    rule: 'GatewayNotReady',
    fault: { [at('router', 'up')]: 0 },
    neighbour: { [at('router', 'up')]: 0, 'up{job="router",instance="router:2"}': 1 },
  },
  // An endpoint picker that has not found its pool answers its scrape and reports no pool.
  {
    rule: 'GatewayNotReady',
    fault: { [NAMES.ready]: 'gone' },
    neighbour: { [NAMES.ready]: 0 },
  },
  // Without the names that llm-d-router has deprecated.
  {
    rule: 'GatewayNotReady',
    always: { ...NEWER, [NAMES.ready]: 'gone' },
    fault: { [at('picker', 'up')]: 0, [at('picker', 'llm_d_epp_ready_endpoints', 'name="pool"')]: 'gone' },
    neighbour: {},
  },
];
