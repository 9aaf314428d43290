import { counter, gauge, histogram, metrics } from './define.ts';
import { engineLabels } from './metric.ts';

/** The HiSparse connector: KV blocks on the host, hot ones in a buffer on the device. */
export const hisparse = [
  ...metrics(
    { labels: engineLabels, since: '0.30.0', requires: 'hisparse' },
    {
      'vllm:hisparse_cache_hits_total': counter(
        'events',
        'Lookups answered from the hot buffer on the device.',
      ),
      'vllm:hisparse_cache_misses_total': counter(
        'events',
        'Lookups missed in the hot buffer on the device.',
      ),
      'vllm:hisparse_host_to_device_bytes_total': counter(
        'bytes',
        'Bytes copied from host KV storage to the hot buffer on the device.',
      ),
      'vllm:hisparse_host_cache_usage_perc': gauge(
        'ratio',
        'Share of the host KV cache in use (0 to 1); evictable blocks count as free.',
        { since: '0.32.0' },
      ),
      'vllm:hisparse_pending_page_transfers': gauge(
        'operations',
        'Page transfers, out and back, not yet completed.',
        { since: '0.32.0' },
      ),
    },
  ),
  ...metrics(
    { labels: engineLabels, buckets: 'kv_cache_residency', since: '0.32.0', requires: 'hisparseResidency' },
    {
      'vllm:hisparse_host_block_lifetime_seconds': histogram(
        'seconds',
        'Time a sampled host KV block lived from allocation to eviction.',
      ),
      'vllm:hisparse_host_block_idle_before_evict_seconds': histogram(
        'seconds',
        'Time a sampled host KV block was idle before its eviction.',
      ),
      'vllm:hisparse_host_block_reuse_gap_seconds': histogram(
        'seconds',
        'Time between two uses of a sampled host KV block.',
      ),
    },
  ),
] as const;
