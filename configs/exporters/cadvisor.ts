import { counter, gauge, metrics } from '../vllm/index.ts';

const CONTAINER = ['id', 'image', 'name'] as const;

/** Metrics of cAdvisor, standalone or in the kubelet, which adds labels. */
export const cadvisor = [
  ...metrics(
    { labels: CONTAINER, openLabels: true },
    {
      container_last_seen: gauge('timestamp', 'Time at which the container was last seen, as Unix time.'),
      container_start_time_seconds: gauge('timestamp', 'Start time of the container, as Unix time.'),
      container_cpu_usage_seconds_total: counter('seconds', 'CPU time of the container.', {
        labels: [...CONTAINER, 'cpu'],
      }),
      container_cpu_cfs_periods_total: counter(
        'events',
        'Scheduling periods of a container with a CPU limit.',
      ),
      container_cpu_cfs_throttled_periods_total: counter(
        'events',
        'Scheduling periods in which the container was throttled at its CPU limit.',
      ),
      container_cpu_cfs_throttled_seconds_total: counter(
        'seconds',
        'Time the container was throttled at its CPU limit.',
      ),
      container_spec_cpu_quota: gauge(
        'microseconds',
        'CPU time limit of the container per scheduling period.',
      ),
      container_spec_cpu_period: gauge('microseconds', 'Length of a scheduling period.'),
      container_memory_usage_bytes: gauge('bytes', 'Memory of the container, including page cache.'),
      container_memory_working_set_bytes: gauge(
        'bytes',
        'Working set memory of the container, to which its limit applies.',
      ),
      container_memory_rss: gauge('bytes', 'Anonymous memory of the container.'),
      container_spec_memory_limit_bytes: gauge('bytes', 'Memory limit of the container; 0 if there is none.'),
      container_oom_events_total: counter('events', 'OOM events of the container.'),
      container_fs_usage_bytes: gauge('bytes', 'Disk usage of the container in bytes.', {
        labels: [...CONTAINER, 'device'],
      }),
      container_fs_limit_bytes: gauge('bytes', 'Disk limit of the container in bytes.', {
        labels: [...CONTAINER, 'device'],
      }),
      container_fs_reads_bytes_total: counter('bytes', 'Bytes the container read from a disk.', {
        labels: [...CONTAINER, 'device'],
      }),
      container_fs_writes_bytes_total: counter('bytes', 'Bytes the container wrote to a disk.', {
        labels: [...CONTAINER, 'device'],
      }),
      container_network_receive_bytes_total: counter('bytes', 'Bytes the container received.', {
        labels: [...CONTAINER, 'interface'],
      }),
      container_network_transmit_bytes_total: counter('bytes', 'Bytes the container sent.', {
        labels: [...CONTAINER, 'interface'],
      }),
    },
  ),
  ...metrics(
    { labels: ['boot_id', 'machine_id', 'system_uuid'] },
    {
      machine_cpu_cores: gauge('cores', 'Logical CPU cores of the host.'),
      machine_memory_bytes: gauge('bytes', 'Memory of the host.'),
    },
  ),
];
