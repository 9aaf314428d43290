import { engineLabels, type VllmMetric } from './metric.ts';

/** The KVCR tier, whose metric names come from the package of that name. */
export const kvcr = [
  {
    name: 'vllm:kvcr_duration_seconds',
    type: 'histogram',
    labels: [...engineLabels, 'scope', 'result'],
    unit: 'seconds',
    buckets: 'python_client',
    since: '0.30.0',
    requires: 'kvcr',
    lazy: true,
    help: 'Duration of a KVCR operation or one of its stages.',
  },
  {
    name: 'vllm:kvcr_transfer_bytes_total',
    type: 'counter',
    labels: [...engineLabels, 'operation'],
    unit: 'bytes',
    since: '0.30.0',
    requires: 'kvcr',
    lazy: true,
    help: 'Bytes transferred by KVCR operations.',
  },
  {
    name: 'vllm:kvcr_transfer_blocks_total',
    type: 'counter',
    labels: [...engineLabels, 'operation'],
    unit: 'blocks',
    since: '0.30.0',
    requires: 'kvcr',
    lazy: true,
    help: 'Blocks moved by KVCR operations that succeeded.',
  },
  {
    name: 'vllm:kvcr_state',
    type: 'gauge',
    labels: [...engineLabels, 'resource'],
    unit: 'entries',
    since: '0.30.0',
    requires: 'kvcr',
    lazy: true,
    help: 'Current entries and operations of KVCR.',
  },
] as const satisfies readonly VllmMetric[];
