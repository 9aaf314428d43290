import type { VllmMetric } from './metric.ts';

/** Configuration and adapters, carried in labels. */
export const info = [
  {
    name: 'vllm:cache_config_info',
    type: 'info',
    // release 0.8.5 has no engine label
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
    unit: 'info',
    since: '0.8.5',
    help: 'Configuration of the KV cache, one label per field, most of which differ by release; it has no model label.',
  },
  {
    name: 'vllm:lora_requests_info',
    type: 'gauge',
    labels: ['max_lora', 'running_lora_adapters', 'waiting_lora_adapters'],
    unit: 'timestamp',
    since: '0.8.5',
    requires: 'lora',
    lazy: true,
    help: 'Time at which this combination of running and waiting adapters was last seen; every combination leaves a series.',
  },
] as const satisfies readonly VllmMetric[];
