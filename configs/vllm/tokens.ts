import { counter, histogram, metrics } from './define.ts';
import { engineLabels } from './metric.ts';

/** Prompt and generation tokens, in total and per request. */
export const tokens = [
  ...metrics(
    { labels: engineLabels, since: '0.8.5' },
    {
      'vllm:prompt_tokens_total': counter('tokens', 'Prompt tokens processed, including cached ones.'),
      'vllm:generation_tokens_total': counter('tokens', 'Tokens generated.'),
      'vllm:prompt_tokens_by_source_total': counter(
        'tokens',
        'Prompt tokens by source of their KV entries: computed, found in the local cache, or transferred.',
        {
          labels: [...engineLabels, 'source'],
          values: { source: ['local_compute', 'local_cache_hit', 'external_kv_transfer'] },
          since: '0.16.0',
        },
      ),
      'vllm:prompt_tokens_cached_total': counter(
        'tokens',
        'Prompt tokens whose KV was not computed: local and external cache hits together.',
        { since: '0.16.0' },
      ),
      'vllm:prompt_tokens_cached_by_source_total': counter(
        'tokens',
        'Prefix cache hits in tokens by tier, counted when a request is admitted.',
        {
          labels: [...engineLabels, 'source'],
          values: { source: ['device', 'host', 'p2p', 'disk', 'external_unspecified'] },
          since: '0.32.0',
        },
      ),
      'vllm:prompt_tokens_recomputed_total': counter(
        'tokens',
        'Cached prompt tokens that are recomputed: one for each fully cached prompt.',
        { since: '0.16.0', until: '0.19.1' },
      ),
      'vllm:iteration_tokens_total': histogram(
        'tokens',
        'Tokens processed in one engine step; the rate of its count is steps per second.',
        { buckets: 'iteration_tokens' },
      ),
      'vllm:request_prompt_tokens': histogram('tokens', 'Prompt tokens of a finished request.', {
        buckets: 'request_tokens',
      }),
      'vllm:request_generation_tokens': histogram('tokens', 'Tokens generated for a finished request.', {
        buckets: 'request_tokens',
      }),
      'vllm:request_max_num_generation_tokens': histogram(
        'tokens',
        'The longest of the n sequences generated for a request.',
        { buckets: 'request_tokens' },
      ),
      'vllm:request_params_max_tokens': histogram(
        'tokens',
        'Output token limit (max_tokens) of a request that sets one.',
        { buckets: 'request_tokens' },
      ),
      'vllm:request_prefill_kv_computed_tokens': histogram(
        'tokens',
        'Prompt tokens of a finished request whose KV had to be computed.',
        { buckets: 'request_tokens', since: '0.13.0' },
      ),
    },
  ),
  ...metrics(
    { labels: engineLabels, since: '0.17.0', requires: 'mfu' },
    {
      'vllm:estimated_flops_per_gpu_total': counter(
        'flops',
        'Floating-point operations of one GPU, as estimated from the model and the batch.',
      ),
      'vllm:estimated_read_bytes_per_gpu_total': counter(
        'bytes',
        'Bytes one GPU read from its memory, as estimated from the model and the batch.',
      ),
      'vllm:estimated_write_bytes_per_gpu_total': counter(
        'bytes',
        'Bytes one GPU wrote to its memory, as estimated from the model and the batch.',
      ),
    },
  ),
] as const;
