import { counter, gauge, histogram, metrics } from './define.ts';
import { engineLabels } from './metric.ts';

/** The KVCR tier, whose metric names come from the package of that name. */
export const kvcr = metrics(
  { labels: [...engineLabels, 'operation'], since: '0.30.0', requires: 'kvcr', lazy: true },
  {
    'vllm:kvcr_duration_seconds': histogram('seconds', 'Duration of a KVCR operation or one of its stages.', {
      labels: [...engineLabels, 'scope', 'result'],
      buckets: 'python_client',
    }),
    'vllm:kvcr_transfer_bytes_total': counter('bytes', 'Bytes transferred by KVCR operations.'),
    'vllm:kvcr_transfer_blocks_total': counter('blocks', 'Blocks moved by KVCR operations that succeeded.'),
    'vllm:kvcr_state': gauge('entries', 'Current entries and operations of KVCR.', {
      labels: [...engineLabels, 'resource'],
    }),
  },
);
