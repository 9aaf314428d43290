import { counter, gauge, histogram, metrics } from './define.ts';
import { engineLabels } from './metric.ts';

/** KV cache, prefix cache, multimodal cache. */
export const caches = metrics(
  { labels: engineLabels, since: '0.11.1' },
  {
    // `pid` with several API servers, before 0.11.1.
    'vllm:kv_cache_usage_perc': gauge('ratio', 'Share of KV cache blocks in use (0 to 1).', {
      openLabels: true,
      since: '0.9.2',
    }),
    'vllm:gpu_cache_usage_perc': gauge('ratio', 'Former name of the KV cache usage.', {
      since: '0.8.5',
      until: '0.10.2',
      hiddenUntil: '0.11.2',
      replacedBy: 'vllm:kv_cache_usage_perc',
    }),
    'vllm:prefix_cache_queries_total': counter('tokens', 'Tokens looked up in the local prefix cache.', {
      since: '0.9.2',
    }),
    'vllm:prefix_cache_hits_total': counter('tokens', 'Tokens found in the local prefix cache.', {
      since: '0.9.2',
    }),
    'vllm:gpu_prefix_cache_queries_total': counter(
      'tokens',
      'Former name of the prefix cache queries; release 0.8.5 counts blocks, later ones tokens.',
      {
        since: '0.8.5',
        until: '0.10.2',
        hiddenUntil: '0.11.2',
        replacedBy: 'vllm:prefix_cache_queries_total',
      },
    ),
    'vllm:gpu_prefix_cache_hits_total': counter(
      'tokens',
      'Former name of the prefix cache hits; release 0.8.5 counts blocks, later ones tokens.',
      { since: '0.8.5', until: '0.10.2', hiddenUntil: '0.11.2', replacedBy: 'vllm:prefix_cache_hits_total' },
    ),
    'vllm:external_prefix_cache_queries_total': counter(
      'tokens',
      'Tokens looked up in caches outside the engine, through a KV connector.',
      { requires: 'connector' },
    ),
    'vllm:external_prefix_cache_hits_total': counter(
      'tokens',
      'Tokens found in caches outside the engine, through a KV connector.',
      { requires: 'connector' },
    ),
    'vllm:mm_cache_queries_total': counter(
      'items',
      'Images and other items looked up in the multimodal cache.',
      { requires: 'multimodal' },
    ),
    'vllm:mm_cache_hits_total': counter('items', 'Images and other items found in the multimodal cache.', {
      requires: 'multimodal',
    }),
    'vllm:kv_block_lifetime_seconds': histogram(
      'seconds',
      'Time a sampled KV block lived from allocation to eviction.',
      { buckets: 'kv_cache_residency', since: '0.12.0', requires: 'residency' },
    ),
    'vllm:kv_block_idle_before_evict_seconds': histogram(
      'seconds',
      'Time a sampled KV block was idle before its eviction.',
      { buckets: 'kv_cache_residency', since: '0.12.0', requires: 'residency' },
    ),
    'vllm:kv_block_reuse_gap_seconds': histogram(
      'seconds',
      'Time between two uses of a sampled KV block, the most recent ones only.',
      { buckets: 'kv_cache_residency', since: '0.12.0', requires: 'residency' },
    ),
  },
);
