import type { Metric } from '../vllm/index.ts';

/** `generalLatencyBuckets` of `pkg/epp/metrics/metrics.go`. */
const LATENCY = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60, 120,
  180, 240, 300, 360, 480, 600, 900, 1200, 1800, 2700, 3600,
] as const;
const SCHEDULING = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1] as const;
const INPUT_TOKENS = [
  1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32778, 65536, 131072, 262144, 524288,
  1048576,
] as const;
const OUTPUT_TOKENS = [1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192] as const;

/** Labels of a request; `llm_d_epp_*` also says whose it is. */
const MODEL = ['model_name', 'target_model_name'] as const;
const TENANT = [...MODEL, 'fairness_id', 'priority'] as const;

/** Facts that a metric has under both of its names. */
const REQUESTS = {
  type: 'counter',
  unit: 'requests',
  lazy: true,
  help: 'Requests that the endpoint picker processed.',
} as const;
const ERRORS = {
  type: 'counter',
  values: {
    error_code: [
      'Unknown',
      'BadRequest',
      'Unauthorized',
      'Forbidden',
      'NotFound',
      'PreconditionFailed',
      'Internal',
      'ServiceUnavailable',
      'ModelServerError',
      'ResourceExhausted',
    ],
  },
  unit: 'requests',
  lazy: true,
  help: 'Requests that failed. `ModelServerError` is any status but 200 of a model server, `ResourceExhausted` a request that was shed.',
} as const;
const DURATION = {
  type: 'histogram',
  unit: 'seconds',
  buckets: LATENCY,
  lazy: true,
  help: 'Time from receiving a request to the end of its response.',
} as const;
const PROMPT = {
  type: 'histogram',
  unit: 'tokens',
  buckets: INPUT_TOKENS,
  lazy: true,
  help: 'Prompt tokens of a request.',
} as const;
const GENERATED = {
  type: 'histogram',
  unit: 'tokens',
  buckets: OUTPUT_TOKENS,
  lazy: true,
  help: 'Generated tokens of a request.',
} as const;
const READY = {
  type: 'gauge',
  labels: ['name'],
  unit: 'targets',
  help: 'Endpoints of the pool whose metrics are fresh.',
} as const;
const KV_CACHE = {
  type: 'gauge',
  labels: ['name'],
  unit: 'ratio',
  lazy: true,
  help: 'Mean KV cache usage of the endpoints of the pool.',
} as const;
const QUEUE = {
  type: 'gauge',
  labels: ['name'],
  unit: 'requests',
  lazy: true,
  help: 'Mean number of requests that wait at an endpoint of the pool.',
} as const;
const PICKING = {
  type: 'histogram',
  labels: [],
  unit: 'seconds',
  buckets: SCHEDULING,
  lazy: true,
  help: 'Time to pick an endpoint for a request.',
} as const;
const ATTEMPTS = {
  type: 'counter',
  values: { status: ['success', 'failure'] },
  unit: 'requests',
  lazy: true,
  help: 'Attempts to pick an endpoint.',
} as const;
const HELD = {
  type: 'gauge',
  labels: ['fairness_id', 'priority', 'inference_pool', ...MODEL],
  unit: 'requests',
  lazy: true,
  help: 'Requests that flow control holds.',
} as const;
const ATTEMPT = ['status', 'target_model_name', 'namespace', 'port'] as const;

/**
 * Endpoint picker (EPP) of the Gateway API Inference Extension 1.2 to 1.5 and of llm-d: `inference_*` in
 * `pkg/epp/metrics/metrics.go` of every release, `llm_d_epp_*` beside it since llm-d-router 0.9
 * (`pkg/epp/metrics/llm_d_router_metrics.go`), which has deprecated the former. Buckets as of llm-d-router 0.10.
 */
export const endpointPicker = [
  { name: 'llm_d_epp_request_total', labels: TENANT, ...REQUESTS },
  { name: 'inference_objective_request_total', labels: [...MODEL, 'priority'], ...REQUESTS },
  { name: 'llm_d_epp_request_error_total', labels: [...TENANT, 'error_code'], ...ERRORS },
  { name: 'inference_objective_request_error_total', labels: [...MODEL, 'error_code'], ...ERRORS },
  { name: 'llm_d_epp_request_duration_seconds', labels: TENANT, ...DURATION },
  { name: 'inference_objective_request_duration_seconds', labels: MODEL, ...DURATION },
  { name: 'llm_d_epp_request_input_tokens', labels: TENANT, ...PROMPT },
  { name: 'inference_objective_input_tokens', labels: MODEL, ...PROMPT },
  { name: 'llm_d_epp_request_output_tokens', labels: TENANT, ...GENERATED },
  { name: 'inference_objective_output_tokens', labels: MODEL, ...GENERATED },
  { name: 'llm_d_epp_ready_endpoints', ...READY },
  { name: 'inference_pool_ready_pods', ...READY },
  { name: 'llm_d_epp_average_kv_cache_utilization', ...KV_CACHE },
  { name: 'inference_pool_average_kv_cache_utilization', ...KV_CACHE },
  { name: 'llm_d_epp_average_queue_size', ...QUEUE },
  { name: 'inference_pool_average_queue_size', ...QUEUE },
  { name: 'llm_d_epp_scheduler_e2e_duration_seconds', ...PICKING },
  { name: 'inference_extension_scheduler_e2e_duration_seconds', ...PICKING },
  { name: 'llm_d_epp_scheduler_attempts_total', labels: [...ATTEMPT, 'endpoint_name'], ...ATTEMPTS },
  { name: 'inference_extension_scheduler_attempts_total', labels: [...ATTEMPT, 'pod_name'], ...ATTEMPTS },
  { name: 'llm_d_epp_flow_control_queue_size', ...HELD },
  { name: 'inference_extension_flow_control_queue_size', ...HELD },
] as const satisfies readonly Metric[];

/** Names of the same metric: that of llm-d-router first, then the one that every release has. */
export const EPP = {
  requests: ['llm_d_epp_request_total', 'inference_objective_request_total'],
  errors: ['llm_d_epp_request_error_total', 'inference_objective_request_error_total'],
  duration: ['llm_d_epp_request_duration_seconds', 'inference_objective_request_duration_seconds'],
  inputTokens: ['llm_d_epp_request_input_tokens', 'inference_objective_input_tokens'],
  outputTokens: ['llm_d_epp_request_output_tokens', 'inference_objective_output_tokens'],
  readyEndpoints: ['llm_d_epp_ready_endpoints', 'inference_pool_ready_pods'],
  cacheUsage: ['llm_d_epp_average_kv_cache_utilization', 'inference_pool_average_kv_cache_utilization'],
  queueSize: ['llm_d_epp_average_queue_size', 'inference_pool_average_queue_size'],
  schedulingTime: [
    'llm_d_epp_scheduler_e2e_duration_seconds',
    'inference_extension_scheduler_e2e_duration_seconds',
  ],
  attempts: ['llm_d_epp_scheduler_attempts_total', 'inference_extension_scheduler_attempts_total'],
  held: ['llm_d_epp_flow_control_queue_size', 'inference_extension_flow_control_queue_size'],
} as const;

/**
 * Values of `error_code` that are failures of the endpoint picker or of the whole pool (`pkg/common/error/error.go`). Left out:
 * mistakes of clients, requests that flow control sheds, and `ModelServerError`, which includes client errors (4xx) of a model server.
 */
export const EPP_FAILURES = 'Internal|ServiceUnavailable|Unknown';
