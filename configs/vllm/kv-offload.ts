import { counter, gauge, histogram, info, metrics } from './define.ts';
import { engineLabels } from './metric.ts';

/** The offloading connector: KV blocks moved from the GPU to CPU memory and back. */
export const kvOffload = [
  ...metrics(
    { labels: engineLabels, since: '0.24.0', requires: 'offload', lazy: true },
    {
      'vllm:kv_offload_load_bytes_total': counter('bytes', 'Bytes loaded from offload storage to the GPU.'),
      'vllm:kv_offload_load_time_total': counter(
        'seconds',
        'Time spent on loads from offload storage to the GPU.',
      ),
      'vllm:kv_offload_load_size': histogram('bytes', 'Bytes of one load from offload storage.', {
        buckets: 'offload_size',
      }),
      'vllm:kv_offload_store_bytes_total': counter('bytes', 'Bytes stored from the GPU to offload storage.'),
      'vllm:kv_offload_store_time_total': counter(
        'seconds',
        'Time spent on stores from the GPU to offload storage.',
      ),
      'vllm:kv_offload_store_size': histogram('bytes', 'Bytes of one store to offload storage.', {
        buckets: 'offload_size',
      }),
      'vllm:kv_offload_lookup_sync_delay_seconds': histogram(
        'seconds',
        'Time spent in one lookup in offload storage.',
        { buckets: 'offload_lookup_sync', since: '0.26.0' },
      ),
      'vllm:kv_offload_lookup_async_delay_seconds': histogram(
        'seconds',
        'Time from deferring a lookup until it is resolved or the request finishes.',
        { buckets: 'offload_lookup_async', since: '0.26.0' },
      ),
      'vllm:kv_offload_allocation_failure_total': counter(
        'errors',
        'Attempts to allocate room for a store that failed.',
        { since: '0.26.0' },
      ),
    },
  ),
  ...metrics(
    { labels: engineLabels, since: '0.24.0', requires: 'offloadCpu', lazy: true },
    {
      'vllm:kv_offload_cpu_cache_usage_perc': gauge(
        'ratio',
        'Share of the CPU KV cache pinned by transfers in progress (0 to 1).',
      ),
      'vllm:kv_offload_cpu_cache_write_usage_perc': gauge(
        'ratio',
        'Share of the CPU KV cache pinned by stores in progress.',
        { since: '0.26.0' },
      ),
      'vllm:kv_offload_cpu_cache_read_usage_perc': gauge(
        'ratio',
        'Share of the CPU KV cache pinned by loads in progress.',
        { since: '0.26.0' },
      ),
      'vllm:kv_offload_cpu_allocation_size': histogram('chunks', 'CPU chunks requested by one store.', {
        buckets: 'offload_chunks',
        since: '0.26.0',
      }),
    },
  ),
  ...metrics(
    { labels: engineLabels, since: '0.24.0', lazy: true },
    {
      'vllm:kv_offload_stores_skipped_total': counter(
        'operations',
        'Stores skipped because a block had not been reused often enough.',
        { requires: 'offloadThreshold' },
      ),
      'vllm:kv_offload_config_info': info(
        'info',
        'Configuration of the offload managers; labels depend on the tiers configured.',
        {
          labels: [
            ...engineLabels,
            'cpu_num_chunks',
            'cpu_blocks_per_chunk',
            'cpu_kv_cache_size_bytes',
            'cpu_kv_cache_size_tokens',
          ],
          openLabels: true,
          since: '0.33.0',
          requires: 'offload',
        },
      ),
    },
  ),
  ...metrics(
    {
      labels: [...engineLabels, 'transfer_type'],
      values: { transfer_type: ['CPU_to_GPU', 'GPU_to_CPU'] },
      since: '0.16.0',
      requires: 'offloadCpu',
    },
    {
      'vllm:kv_offload_total_bytes_total': counter(
        'bytes',
        'Bytes transferred between GPU and CPU memory, by direction; deprecated in favor of the load and store counters.',
      ),
      'vllm:kv_offload_total_time_total': counter(
        'seconds',
        'Time spent on moves between GPU and CPU memory, by direction; deprecated in favor of the load and store counters.',
      ),
      'vllm:kv_offload_size': histogram(
        'bytes',
        'Bytes of one move between GPU and CPU memory, by direction; deprecated in favor of the load and store histograms.',
        {
          buckets: 'offload_size',
        },
      ),
    },
  ),
];
