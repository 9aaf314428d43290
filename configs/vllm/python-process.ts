import { counter, gauge, info, metrics } from './define.ts';

/** The Python process of the API server; absent when there is more than one (--api-server-count). */
export const pythonProcess = metrics(
  { labels: [], since: '0.8.5' },
  {
    process_start_time_seconds: gauge('timestamp', 'Start time of the process, as Unix time.'),
    process_cpu_seconds_total: counter('seconds', 'CPU time of the process.'),
    process_resident_memory_bytes: gauge('bytes', 'Resident memory of the process.'),
    process_virtual_memory_bytes: gauge('bytes', 'Virtual memory of the process.'),
    process_open_fds: gauge('files', 'Open file descriptors of the process.'),
    process_max_fds: gauge('files', 'Limit of open file descriptors of the process.'),
    python_gc_objects_collected_total: counter('objects', 'Objects the garbage collector freed.', {
      labels: ['generation'],
      values: { generation: ['0', '1', '2'] },
    }),
    python_gc_objects_uncollectable_total: counter(
      'objects',
      'Objects the garbage collector could not free.',
      { labels: ['generation'], values: { generation: ['0', '1', '2'] } },
    ),
    python_gc_collections_total: counter('events', 'Garbage collections.', {
      labels: ['generation'],
      values: { generation: ['0', '1', '2'] },
    }),
    python_info: info('info', 'Version of the Python interpreter.', {
      labels: ['implementation', 'major', 'minor', 'patchlevel', 'version'],
    }),
  },
);
