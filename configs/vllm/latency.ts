import { histogram, metrics } from './define.ts';
import { engineLabels } from './metric.ts';

/** Request latency, total and by phase. */
export const latency = metrics(
  { labels: engineLabels, since: '0.8.5' },
  {
    'vllm:time_to_first_token_seconds': histogram(
      'seconds',
      'Time from arrival in the API server to the first token: tokenization, queue and prefill.',
      { buckets: 'time_to_first_token' },
    ),
    'vllm:inter_token_latency_seconds': histogram(
      'seconds',
      'Time between two outputs of a request; one sample per output, so long outputs weigh more.',
      { buckets: 'inter_token_latency', since: '0.10.2' },
    ),
    'vllm:request_time_per_output_token_seconds': histogram(
      'seconds',
      'Mean time per token after the first, one sample per request; 0 for a request of at most one token.',
      { buckets: 'inter_token_latency', since: '0.11.0' },
    ),
    'vllm:time_per_output_token_seconds': histogram('seconds', 'Former name of the inter-token latency.', {
      buckets: 'inter_token_latency',
      until: '0.11.2',
      hiddenUntil: '0.14.1',
      replacedBy: 'vllm:inter_token_latency_seconds',
    }),
    'vllm:e2e_request_latency_seconds': histogram(
      'seconds',
      'Time from the arrival of a request to its last token.',
      { buckets: 'request_latency' },
    ),
    'vllm:request_queue_time_seconds': histogram(
      'seconds',
      'Time a request waited before it was first scheduled.',
      { buckets: 'request_latency' },
    ),
    'vllm:request_prefill_time_seconds': histogram(
      'seconds',
      'Time from the first scheduling of a request to its first token.',
      { buckets: 'request_latency' },
    ),
    'vllm:request_decode_time_seconds': histogram(
      'seconds',
      'Time from the first token of a request to its last.',
      { buckets: 'request_latency' },
    ),
    'vllm:request_inference_time_seconds': histogram(
      'seconds',
      'Time from the first scheduling of a request to its last token: prefill and decode.',
      { buckets: 'request_latency' },
    ),
  },
);
