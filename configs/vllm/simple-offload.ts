import { counter, gauge, info, metrics } from './define.ts';
import { engineLabels } from './metric.ts';

/** The simple connector for offloading KV blocks to CPU memory. */
export const simpleOffload = metrics(
  { labels: engineLabels, since: '0.31.0', requires: 'simpleOffload', lazy: true },
  {
    'vllm:simple_kv_offload_save_outcomes_total': counter(
      'operations',
      'Decisions on storing a block, by outcome; lazy stores are not among them.',
      {
        labels: [...engineLabels, 'outcome'],
        values: {
          outcome: [
            'stored',
            'dropped_cpu_full',
            'dropped_request_gone',
            'dropped_null_block',
            'dropped_not_hashed',
            'skipped_already_cached',
            'skipped_in_flight',
          ],
        },
      },
    ),
    'vllm:simple_kv_offload_load_blocks_total': counter(
      'blocks',
      'Blocks restored to the GPU, which saves prefill.',
    ),
    'vllm:simple_kv_offload_used_blocks': gauge(
      'blocks',
      'Blocks of the pool pinned by transfers or hits; evictable blocks do not count.',
    ),
    'vllm:simple_kv_offload_pending_store_blocks': gauge(
      'blocks',
      'Blocks in stores not yet done; unbounded growth means a stuck transfer.',
    ),
    'vllm:simple_kv_offload_info': info('info', 'Backend and capacity of the simple CPU offload connector.', {
      labels: [...engineLabels, 'backend', 'page_cache', 'lazy_offload', 'capacity_blocks'],
    }),
  },
);
