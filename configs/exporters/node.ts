import { counter, gauge, info, metrics } from '../vllm/index.ts';

/** Metrics of the node exporter, as of release 1.9. */
export const node = metrics(
  { labels: [] },
  {
    node_cpu_seconds_total: counter('seconds', 'Time each CPU spent in a mode.', { labels: ['cpu', 'mode'] }),
    node_load1: gauge('entries', 'Mean number of runnable processes over one minute.'),
    node_load5: gauge('entries', 'Mean number of runnable processes over five minutes.'),
    node_load15: gauge('entries', 'Mean number of runnable processes over fifteen minutes.'),
    node_memory_MemTotal_bytes: gauge('bytes', 'Memory of the host.'),
    node_memory_MemAvailable_bytes: gauge('bytes', 'Memory available to programs.'),
    node_memory_SwapTotal_bytes: gauge('bytes', 'Swap space of the host.'),
    node_memory_SwapFree_bytes: gauge('bytes', 'Swap space not in use.'),
    // exposed without a type
    node_vmstat_oom_kill: counter('events', 'Processes OOM-killed by the kernel.'),
    node_filesystem_size_bytes: gauge('bytes', 'Size of a filesystem.', {
      labels: ['device', 'mountpoint', 'fstype', 'device_error'],
    }),
    node_filesystem_avail_bytes: gauge('bytes', 'Filesystem space available to non-root users.', {
      labels: ['device', 'mountpoint', 'fstype', 'device_error'],
    }),
    node_filesystem_readonly: gauge('state', '1 if a filesystem is read-only.', {
      labels: ['device', 'mountpoint', 'fstype', 'device_error'],
    }),
    node_disk_read_bytes_total: counter('bytes', 'Bytes read from a disk.', { labels: ['device'] }),
    node_disk_written_bytes_total: counter('bytes', 'Bytes written to a disk.', { labels: ['device'] }),
    node_disk_io_time_seconds_total: counter('seconds', 'Time in which a disk was busy.', {
      labels: ['device'],
    }),
    node_network_receive_bytes_total: counter('bytes', 'Bytes received on a network device.', {
      labels: ['device'],
      openLabels: true,
    }),
    node_network_transmit_bytes_total: counter('bytes', 'Bytes sent on a network device.', {
      labels: ['device'],
      openLabels: true,
    }),
    node_network_receive_errs_total: counter('errors', 'Errors while receiving on a network device.', {
      labels: ['device'],
      openLabels: true,
    }),
    node_network_transmit_errs_total: counter('errors', 'Errors while sending on a network device.', {
      labels: ['device'],
      openLabels: true,
    }),
    node_pressure_cpu_waiting_seconds_total: counter(
      'seconds',
      'Time in which some process waited for a CPU.',
    ),
    node_pressure_memory_waiting_seconds_total: counter(
      'seconds',
      'Time in which some process waited for memory.',
    ),
    node_pressure_memory_stalled_seconds_total: counter(
      'seconds',
      'Time in which no process could run for lack of memory.',
    ),
    node_pressure_io_waiting_seconds_total: counter(
      'seconds',
      'Time in which some process waited for a disk.',
    ),
    node_filefd_allocated: gauge('files', 'File descriptors open on the host.'),
    node_filefd_maximum: gauge('files', 'Limit of file descriptors on the host.'),
    node_boot_time_seconds: gauge('timestamp', 'Boot time of the host, as Unix time.'),
    node_time_seconds: gauge('timestamp', 'Clock of the host, as Unix time.'),
    node_uname_info: info('info', 'Name and kernel of the host.', {
      labels: ['sysname', 'release', 'version', 'machine', 'nodename', 'domainname'],
    }),
  },
);
