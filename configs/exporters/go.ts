import type { Metric } from '../vllm/index.ts';

/** Metrics of every program with the Go client library; its `process_*` metrics are the same as those of Python. */
export const go = [
  {
    name: 'go_goroutines',
    type: 'gauge',
    labels: [],
    unit: 'entries',
    help: 'Number of goroutines.',
  },
  {
    name: 'go_memstats_heap_inuse_bytes',
    type: 'gauge',
    labels: [],
    unit: 'bytes',
    help: 'Memory of the heap in use.',
  },
  {
    name: 'go_memstats_alloc_bytes',
    type: 'gauge',
    labels: [],
    unit: 'bytes',
    help: 'Memory allocated and still in use.',
  },
  {
    name: 'go_info',
    type: 'info',
    labels: ['version'],
    unit: 'info',
    help: 'Version of Go the program was built with.',
  },
] as const satisfies readonly Metric[];
