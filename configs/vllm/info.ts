import { gauge, info, metrics } from './define.ts';

/** Configuration and adapters, carried in labels. */
export const configInfo = metrics(
  { since: '0.8.5' },
  {
    // release 0.8.5 has no engine label
    'vllm:cache_config_info': info(
      'info',
      'Configuration of the KV cache, one label per field, most of which differ by release; it has no model label.',
      {
        labels: [
          'engine',
          'block_size',
          'cache_dtype',
          'enable_prefix_caching',
          'gpu_memory_utilization',
          'num_gpu_blocks',
          'num_gpu_blocks_override',
          'prefix_caching_hash_algo',
          'sliding_window',
        ],
        openLabels: true,
      },
    ),
    'vllm:lora_requests_info': gauge(
      'timestamp',
      'Time at which this combination of running and waiting adapters was last seen; every combination leaves a series.',
      {
        labels: ['max_lora', 'running_lora_adapters', 'waiting_lora_adapters'],
        requires: 'lora',
        lazy: true,
      },
    ),
  },
);
