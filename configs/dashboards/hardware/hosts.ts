import { avgBy, binary, maxBy, notMatches, ratio, sumBy } from '../../promql/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { own, ownRate } from '../own-series.ts';
import { limitLines, timeseries, thresholds } from '../panels.ts';

const BY_HOST = ['cluster', 'instance'] as const;
const HOST = '{{instance}}';
const IDLE = 'No host exporter';

/** Machines, as the node exporter reports them. */
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
      title: 'CPU in use',
      text: 'Share of CPU time not idle. Tokenisation and scheduling run here; a full CPU starves the GPU.',
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
      title: 'Memory in use',
      text: 'Share of memory that is not available. KV offloading and model loading need much of it.',
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
      title: 'Disk in use',
      text: 'Share of each file system in use. Models and caches of compiled code fill disks.',
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
      title: 'Pressure',
      text: 'Share of time in which something waited for CPU, memory or disk. It tells of a lack, where use tells of work.',
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
      title: 'Network',
      text: 'Bytes per second received and sent, without virtual devices.',
      unit: 'Bps',
      idle: 'No host exporter in the network of the host',
    },
    [sumBy(BY_HOST, ownRate('node_network_receive_bytes_total', real)), `${HOST} received`],
    [sumBy(BY_HOST, ownRate('node_network_transmit_bytes_total', real)), `${HOST} sent`],
  );
}

function diskThroughput() {
  return timeseries(
    {
      title: 'Disk throughput',
      text: 'Bytes per second read and written. Loading a model shows as a burst of reads.',
      unit: 'Bps',
      idle: IDLE,
    },
    [sumBy(BY_HOST, ownRate('node_disk_read_bytes_total')), `${HOST} read`],
    [sumBy(BY_HOST, ownRate('node_disk_written_bytes_total')), `${HOST} written`],
  );
}
