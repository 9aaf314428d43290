import type { Metric } from '../vllm/index.ts';

/**
 * Router of vLLM's production-stack, releases 0.1.6 to 0.1.12 (`src/vllm_router/services/metrics_service/__init__.py`, counted in
 * `services/request_service/request.py`): tokens and errors since 0.1.10, the latency histogram since 0.1.11. Its names begin like
 * those of vLLM. What repeats metrics of the engines is dropped from its scrape.
 */
export const vllmRouter = [
  {
    name: 'vllm:num_incoming_requests_total',
    type: 'counter',
    labels: ['model'],
    unit: 'requests',
    lazy: true,
    help: 'Valid requests that reached the router, also while no backend is available.',
  },
  {
    name: 'vllm:request_errors_total',
    type: 'counter',
    labels: ['server', 'model', 'error_type'],
    unit: 'requests',
    lazy: true,
    help: 'Attempts that failed without a response of the backend, by exception; since router 0.1.10.',
  },
  {
    name: 'vllm:request_latency_seconds',
    type: 'histogram',
    labels: ['server', 'model', 'status'],
    values: { status: ['success', 'error'] },
    unit: 'seconds',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
    lazy: true,
    help: 'Time from sending a request to a backend to the end of its response; `error` is a status from 400 on or no response. Since router 0.1.11.',
  },
  {
    name: 'vllm:input_tokens_total',
    type: 'counter',
    labels: ['server', 'model'],
    unit: 'tokens',
    lazy: true,
    help: 'Prompt tokens of responses that were not streamed; since router 0.1.10.',
  },
  {
    name: 'vllm:output_tokens_total',
    type: 'counter',
    labels: ['server', 'model'],
    unit: 'tokens',
    lazy: true,
    help: 'Generated tokens of responses that were not streamed; since router 0.1.10.',
  },
  {
    name: 'vllm:healthy_pods_total',
    type: 'gauge',
    // a gauge in spite of its name
    labels: ['server'],
    unit: 'state',
    help: '1 if the router considers the backend healthy, otherwise 0; no series for a backend that is not discovered.',
  },
  {
    name: 'vllm:num_prefill_requests',
    type: 'gauge',
    labels: ['server'],
    unit: 'requests',
    lazy: true,
    help: 'Requests at a backend that wait for their first token.',
  },
  {
    name: 'vllm:num_decoding_requests',
    type: 'gauge',
    labels: ['server'],
    unit: 'requests',
    lazy: true,
    help: 'Requests at a backend that have begun to stream.',
  },
] as const satisfies readonly Metric[];
