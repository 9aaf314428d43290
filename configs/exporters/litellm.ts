import type { Metric } from '../vllm/index.ts';

/** Labels that name the virtual key of a caller, the caller, and the model that it requested. */
const KEY = ['hashed_api_key', 'api_key_alias', 'team', 'team_alias'] as const;
const CALLER = ['end_user', 'user', ...KEY, 'requested_model'] as const;
/** Labels of a deployment: one backend of a model. */
const DEPLOYMENT = ['litellm_model_name', 'model_id', 'api_base', 'api_provider'] as const;
/** Labels of a request that another model had to serve. */
const FALLBACK = [
  'requested_model',
  'fallback_model',
  ...KEY,
  'exception_status',
  'exception_class',
] as const;
/** Of `LATENCY_BUCKETS` in release 1.110; `prometheus_latency_buckets` replaces them, and earlier releases have others. */
const LATENCY = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 420, 600] as const;

/**
 * Proxy of LiteLLM as of release 1.110 (`litellm/integrations/prometheus.py`, labels in `litellm/types/integrations/prometheus.py`),
 * with the callback `prometheus`. Later releases add labels, and `custom_prometheus_metadata_labels` adds more.
 */
export const litellm = [
  {
    name: 'litellm_proxy_total_requests_metric_total',
    type: 'counter',
    labels: [...CALLER, 'status_code'],
    openLabels: true,
    unit: 'requests',
    lazy: true,
    help: 'Requests of clients.',
  },
  {
    name: 'litellm_proxy_failed_requests_metric_total',
    type: 'counter',
    labels: [...CALLER, 'exception_status', 'exception_class'],
    openLabels: true,
    unit: 'requests',
    lazy: true,
    help: 'Requests whose client received no success response.',
  },
  {
    name: 'litellm_request_total_latency_metric',
    type: 'histogram',
    labels: [...CALLER, 'model'],
    openLabels: true,
    unit: 'seconds',
    buckets: LATENCY,
    lazy: true,
    help: 'Time from receiving a request to the end of its response.',
  },
  {
    name: 'litellm_llm_api_latency_metric',
    type: 'histogram',
    labels: [...CALLER, 'model'],
    openLabels: true,
    unit: 'seconds',
    buckets: LATENCY,
    lazy: true,
    help: 'Time that the backend took for a request.',
  },
  {
    name: 'litellm_input_tokens_metric_total',
    type: 'counter',
    labels: [...CALLER, 'model'],
    openLabels: true,
    unit: 'tokens',
    lazy: true,
    help: 'Prompt tokens.',
  },
  {
    name: 'litellm_output_tokens_metric_total',
    type: 'counter',
    labels: [...CALLER, 'model'],
    openLabels: true,
    unit: 'tokens',
    lazy: true,
    help: 'Generated tokens.',
  },
  {
    name: 'litellm_deployment_state',
    type: 'gauge',
    labels: DEPLOYMENT,
    openLabels: true,
    unit: 'state',
    lazy: true,
    help: 'State of a deployment after its last request: 0 healthy, 1 partial outage, 2 complete outage (cooled down).',
  },
  {
    name: 'litellm_deployment_total_requests_total',
    type: 'counter',
    labels: [...DEPLOYMENT, 'requested_model', 'hashed_api_key', 'api_key_alias', 'team', 'team_alias'],
    openLabels: true,
    unit: 'requests',
    lazy: true,
    help: 'Attempts at a deployment, retries included.',
  },
  {
    name: 'litellm_deployment_failure_responses_total',
    type: 'counter',
    labels: [...DEPLOYMENT, 'requested_model', 'exception_status', 'exception_class', ...KEY],
    openLabels: true,
    unit: 'requests',
    lazy: true,
    help: 'Attempts at a deployment that failed, retries included.',
  },
  {
    name: 'litellm_deployment_cooled_down_total',
    type: 'counter',
    labels: [...DEPLOYMENT, 'exception_status'],
    openLabels: true,
    unit: 'events',
    lazy: true,
    help: 'Times that a deployment received no requests for a while, after failures.',
  },
  {
    name: 'litellm_deployment_successful_fallbacks_total',
    type: 'counter',
    labels: FALLBACK,
    openLabels: true,
    unit: 'requests',
    lazy: true,
    help: 'Requests that another model answered.',
  },
  {
    name: 'litellm_deployment_failed_fallbacks_total',
    type: 'counter',
    labels: FALLBACK,
    openLabels: true,
    unit: 'requests',
    lazy: true,
    help: 'Requests that no fallback model answered either.',
  },
] as const satisfies readonly Metric[];

/**
 * Values of `exception_status` that are failures of a backend or of the proxy; 408 is a time-out of a backend
 * (`litellm/exceptions.py`, `Timeout`). Left out: mistakes of clients, and 429, which is also a rate limit by design.
 */
export const LITELLM_FAILURES = '5..|408';
