import { counter, histogram, metrics } from './define.ts';
import { engineLabels } from './metric.ts';

/** Connectors that move KV blocks between servers: NIXL and Mooncake. */
export const kvTransfer = [
  ...metrics(
    { labels: engineLabels, since: '0.11.1', requires: 'nixl' },
    {
      'vllm:nixl_xfer_time_seconds': histogram('seconds', 'Duration of one NIXL transfer.', {
        buckets: 'transfer_time',
      }),
      'vllm:nixl_post_time_seconds': histogram('seconds', 'Time it took to post one NIXL transfer.', {
        buckets: 'transfer_time_fine',
      }),
      'vllm:nixl_bytes_transferred': histogram('bytes', 'Bytes transferred by one NIXL transfer.', {
        buckets: 'transfer_bytes',
      }),
      'vllm:nixl_num_descriptors': histogram('descriptors', 'Descriptors of one NIXL transfer.', {
        buckets: 'transfer_descriptors',
      }),
      'vllm:nixl_num_failed_transfers_total': counter(
        'errors',
        'NIXL transfers that failed; since 0.31.0 failed handshakes and notifications count as well.',
      ),
      'vllm:nixl_num_failed_notifications_total': counter(
        'errors',
        'NIXL notifications that failed; since 0.31.0 they are also among the failed transfers.',
      ),
      'vllm:nixl_num_kv_expired_reqs_total': counter(
        'requests',
        'Requests whose KV blocks expired on the prefill side before they were fetched.',
        { since: '0.15.0' },
      ),
      'vllm:nixl_num_notifications_after_expiry_total': counter(
        'events',
        'Completions reported for a request no longer tracked, one per remote rank; its blocks may have been reused meanwhile.',
        { since: '0.32.0' },
      ),
    },
  ),
  ...metrics(
    { labels: engineLabels, since: '0.33.0', requires: 'mooncake' },
    {
      'vllm:mooncake_xfer_time_seconds': histogram(
        'seconds',
        'Duration of one Mooncake transfer, on the prefill side.',
        { buckets: 'transfer_time' },
      ),
      'vllm:mooncake_bytes_transferred': histogram(
        'bytes',
        'Bytes transferred by one Mooncake transfer, on the prefill side.',
        { buckets: 'transfer_bytes' },
      ),
      'vllm:mooncake_num_descriptors': histogram(
        'descriptors',
        'Descriptors of one Mooncake transfer, on the prefill side.',
        { buckets: 'transfer_descriptors' },
      ),
      'vllm:mooncake_num_failed_transfers_total': counter('errors', 'Mooncake transfers that failed.'),
      'vllm:mooncake_num_failed_recvs_total': counter('errors', 'Mooncake receives that failed.'),
      'vllm:mooncake_num_kv_expired_reqs_total': counter(
        'requests',
        'Requests whose KV blocks expired on the prefill side before they were fetched.',
      ),
    },
  ),
] as const;
