import { avgBy, binary, maxBy, notMatches, ratio, sumBy } from '../../promql/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { own, ownRate } from '../own-series.ts';
import { limitLines, timeseries, thresholds } from '../panels.ts';

const BY_HOST = ['cluster', 'instance'] as const;
const HOST = '{{instance}}';
const IDLE = 'No node exporter metrics';

/** Hosts, from the node exporter. */
export function hostRow(): Row {
  return optionalRow(
    'Hosts (node exporter)',
    cells(8, 8, [cpu(), memory(), disk()]),
    cells(8, 8, [pressure(), network(), diskThroughput()]),
  );
}

function cpu() {
  const idle = avgBy(BY_HOST, ownRate('node_cpu_seconds_total', { mode: 'idle' }));
  return timeseries(
    {
      title: 'CPU usage',
      text: 'Share of CPU time that is not idle. Tokenization and scheduling run on the CPU; a saturated CPU starves the GPU.',
      unit: 'percentunit',
      idle: IDLE,
    },
    [binary(1, '-', idle), HOST],
  ).max(1);
}

function memory() {
  const free = ratio(
    maxBy(BY_HOST, own('node_memory_MemAvailable_bytes')),
    maxBy(BY_HOST, own('node_memory_MemTotal_bytes')),
  );
  return timeseries(
    {
      title: 'Memory usage',
      text: 'Share of memory that is not available. KV offloading and model loading need a lot of memory.',
      unit: 'percentunit',
      idle: IDLE,
    },
    [binary(1, '-', free), HOST],
  )
    .max(1)
    .thresholds(thresholds([0.95, 'red']))
    .thresholdsStyle(limitLines());
}

function disk() {
  const real = { fstype: notMatches('tmpfs|ramfs|overlay|squashfs|iso9660') };
  const by = ['cluster', 'instance', 'mountpoint'] as const;
  const free = ratio(
    maxBy(by, own('node_filesystem_avail_bytes', real)),
    maxBy(by, own('node_filesystem_size_bytes', real)),
  );
  return timeseries(
    {
      title: 'Disk usage',
      text: 'Share of each filesystem in use. Model weights and compilation caches fill disks.',
      unit: 'percentunit',
      idle: IDLE,
    },
    [binary(1, '-', free), '{{instance}} {{mountpoint}}'],
  )
    .max(1)
    .thresholds(thresholds([0.9, 'red']))
    .thresholdsStyle(limitLines());
}

function pressure() {
  return timeseries(
    {
      title: 'Pressure stall (PSI)',
      text: 'Share of time in which at least one task waited for CPU, memory or disk I/O. Sustained values mean the resource is saturated.',
      unit: 'percentunit',
      idle: IDLE,
    },
    [maxBy(BY_HOST, ownRate('node_pressure_cpu_waiting_seconds_total')), `${HOST} CPU`],
    [maxBy(BY_HOST, ownRate('node_pressure_memory_waiting_seconds_total')), `${HOST} memory`],
    [maxBy(BY_HOST, ownRate('node_pressure_io_waiting_seconds_total')), `${HOST} disk`],
  );
}

function network() {
  const real = { device: notMatches('lo|veth.*|docker.*|br-.*|cali.*|cni.*') };
  return timeseries(
    {
      title: 'Network traffic',
      text: 'Bytes per second received and sent. Virtual devices are excluded.',
      unit: 'Bps',
      idle: 'No node exporter in the host network namespace',
    },
    [sumBy(BY_HOST, ownRate('node_network_receive_bytes_total', real)), `${HOST} received`],
    [sumBy(BY_HOST, ownRate('node_network_transmit_bytes_total', real)), `${HOST} sent`],
  );
}

function diskThroughput() {
  return timeseries(
    {
      title: 'Disk throughput',
      text: 'Bytes per second read and written. Model loading appears as a burst of reads.',
      unit: 'Bps',
      idle: IDLE,
    },
    [sumBy(BY_HOST, ownRate('node_disk_read_bytes_total')), `${HOST} read`],
    [sumBy(BY_HOST, ownRate('node_disk_written_bytes_total')), `${HOST} written`],
  );
}
