import { counter, gauge, histogram, metrics } from '../vllm/index.ts';

/**
 * Router of vLLM's production-stack, releases 0.1.6 to 0.1.12 (`src/vllm_router/services/metrics_service/__init__.py`, counted in
 * `services/request_service/request.py`): tokens and errors since 0.1.10, the latency histogram since 0.1.11. Its names begin like
 * those of vLLM. What repeats metrics of the engines is dropped from its scrape.
 */
export const vllmRouter = metrics(
  { labels: ['server'] },
  {
    'vllm:num_incoming_requests_total': counter(
      'requests',
      'Valid requests that reached the router, also while no backend is available.',
      { labels: ['model'], lazy: true },
    ),
    'vllm:request_errors_total': counter(
      'requests',
      'Attempts that failed without a response of the backend, by exception; since router 0.1.10.',
      { labels: ['server', 'model', 'error_type'], lazy: true },
    ),
    'vllm:request_latency_seconds': histogram(
      'seconds',
      'Time from sending a request to a backend to the end of its response; `error` is a status from 400 on or no response. Since router 0.1.11.',
      {
        labels: ['server', 'model', 'status'],
        values: { status: ['success', 'error'] },
        buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
        lazy: true,
      },
    ),
    'vllm:input_tokens_total': counter(
      'tokens',
      'Prompt tokens of responses that were not streamed; since router 0.1.10.',
      { labels: ['server', 'model'], lazy: true },
    ),
    'vllm:output_tokens_total': counter(
      'tokens',
      'Generated tokens of responses that were not streamed; since router 0.1.10.',
      { labels: ['server', 'model'], lazy: true },
    ),
    // a gauge in spite of its name
    'vllm:healthy_pods_total': gauge(
      'state',
      '1 if the router considers the backend healthy, otherwise 0; no series for a backend that is not discovered.',
    ),
    'vllm:num_prefill_requests': gauge('requests', 'Requests at a backend that wait for their first token.', {
      lazy: true,
    }),
    'vllm:num_decoding_requests': gauge('requests', 'Requests at a backend that have begun to stream.', {
      lazy: true,
    }),
  },
);
