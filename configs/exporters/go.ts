import { gauge, info, metrics } from '../vllm/index.ts';

/** Metrics of every program with the Go client library; its `process_*` metrics are the same as those of Python. */
export const go = metrics(
  { labels: [] },
  {
    go_goroutines: gauge('entries', 'Number of goroutines.'),
    go_memstats_heap_inuse_bytes: gauge('bytes', 'Memory of the heap in use.'),
    go_memstats_alloc_bytes: gauge('bytes', 'Memory allocated and still in use.'),
    go_info: info('info', 'Version of Go the program was built with.', { labels: ['version'] }),
  },
);
