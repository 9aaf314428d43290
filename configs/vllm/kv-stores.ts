import { counter, histogram, metrics } from './define.ts';
import { engineLabels } from './metric.ts';

/** Connectors that keep KV blocks in an external store: Mooncake store, HF3FS, UMBP. */
export const kvStores = [
  ...metrics(
    {
      labels: [...engineLabels, 'operation', 'status'],
      values: {
        operation: ['save_exists', 'save_put', 'load_get'],
        status: ['ok', 'partial_failure', 'error'],
      },
      since: '0.22.0',
      requires: 'mooncakeStore',
      lazy: true,
    },
    {
      'vllm:mooncake_store_operation_time_seconds': histogram(
        'seconds',
        'Duration of one operation on the Mooncake store.',
        { buckets: 'store_operation_time' },
      ),
      'vllm:mooncake_store_operation_total': counter('operations', 'Operations on the Mooncake store.'),
      'vllm:mooncake_store_operation_keys_total': counter(
        'keys',
        'Keys touched by operations on the Mooncake store.',
      ),
      'vllm:mooncake_store_operation_bytes_total': counter(
        'bytes',
        'Bytes transferred by operations on the Mooncake store.',
      ),
      'vllm:mooncake_store_operation_failed_keys_total': counter(
        'keys',
        'Keys that failed in operations on the Mooncake store.',
      ),
    },
  ),
  ...metrics(
    { labels: engineLabels, since: '0.20.0', requires: 'hf3fs' },
    {
      'vllm:hf3fs_save_duration_seconds': histogram('seconds', 'Duration of one save to HF3FS.', {
        buckets: 'transfer_time_fine',
      }),
      'vllm:hf3fs_load_duration_seconds': histogram('seconds', 'Duration of one load from HF3FS.', {
        buckets: 'transfer_time_fine',
      }),
      'vllm:hf3fs_num_failed_save_total': counter('errors', 'Saves to HF3FS that failed.'),
      'vllm:hf3fs_num_failed_load_total': counter('errors', 'Loads from HF3FS that failed.'),
    },
  ),
  ...metrics(
    {
      labels: [...engineLabels, 'operation'],
      values: { operation: ['load', 'store'] },
      since: '0.33.0',
      requires: 'umbp',
      lazy: true,
    },
    {
      'vllm:umbp_transfer_submitted_total': counter('objects', 'Objects handed to UMBP.'),
      'vllm:umbp_transfer_completed_total': counter('objects', 'Objects UMBP transferred.'),
      'vllm:umbp_transfer_failed_total': counter('objects', 'Objects UMBP failed to transfer.'),
      'vllm:umbp_transfer_bytes_total': counter('bytes', 'Bytes in ranges UMBP transferred.'),
    },
  ),
] as const;
