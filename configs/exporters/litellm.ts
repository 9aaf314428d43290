import { counter, gauge, histogram, metrics } from '../vllm/index.ts';

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
export const litellm = metrics(
  { labels: [...CALLER, 'model'], openLabels: true, lazy: true },
  {
    litellm_proxy_total_requests_metric_total: counter('requests', 'Requests of clients.', {
      labels: [...CALLER, 'status_code'],
    }),
    litellm_proxy_failed_requests_metric_total: counter(
      'requests',
      'Requests whose client received no success response.',
      { labels: [...CALLER, 'exception_status', 'exception_class'] },
    ),
    litellm_request_total_latency_metric: histogram(
      'seconds',
      'Time from receiving a request to the end of its response.',
      { buckets: LATENCY },
    ),
    litellm_llm_api_latency_metric: histogram('seconds', 'Time that the backend took for a request.', {
      buckets: LATENCY,
    }),
    litellm_input_tokens_metric_total: counter('tokens', 'Prompt tokens.'),
    litellm_output_tokens_metric_total: counter('tokens', 'Generated tokens.'),
    litellm_deployment_state: gauge(
      'state',
      'State of a deployment after its last request: 0 healthy, 1 partial outage, 2 complete outage (cooled down).',
      { labels: DEPLOYMENT },
    ),
    litellm_deployment_total_requests_total: counter(
      'requests',
      'Attempts at a deployment, retries included.',
      { labels: [...DEPLOYMENT, 'requested_model', 'hashed_api_key', 'api_key_alias', 'team', 'team_alias'] },
    ),
    litellm_deployment_failure_responses_total: counter(
      'requests',
      'Attempts at a deployment that failed, retries included.',
      { labels: [...DEPLOYMENT, 'requested_model', 'exception_status', 'exception_class', ...KEY] },
    ),
    litellm_deployment_cooled_down_total: counter(
      'events',
      'Times that a deployment received no requests for a while, after failures.',
      { labels: [...DEPLOYMENT, 'exception_status'] },
    ),
    litellm_deployment_successful_fallbacks_total: counter(
      'requests',
      'Requests that another model answered.',
      { labels: FALLBACK },
    ),
    litellm_deployment_failed_fallbacks_total: counter(
      'requests',
      'Requests that no fallback model answered either.',
      { labels: FALLBACK },
    ),
  },
);

/**
 * Values of `exception_status` that are failures of a backend or of the proxy; 408 is a time-out of a backend
 * (`litellm/exceptions.py`, `Timeout`). Left out: mistakes of clients, and 429, which is also a rate limit by design.
 */
export const LITELLM_FAILURES = '5..|408';
