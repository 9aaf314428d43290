import { maxBy, not, ratio, sumBy } from '../../promql/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { own, ownRate } from '../own-series.ts';
import { limitLines, timeseries, thresholds } from '../panels.ts';

const BY_NAME = ['cluster', 'instance', 'name'] as const;
const NAME = '{{name}}';
const IDLE = 'No cAdvisor metrics';

/** cAdvisor also exports control groups, which have no name. */
const containers = { name: not('') } as const;

/** Containers, from cAdvisor. */
export function containerRow(): Row {
  return optionalRow(
    'Containers (cAdvisor)',
    cells(8, 8, [cpu(), memory(), memoryShare()]),
    cells(8, 8, [throttling(), network(), oomKills()]),
  );
}

function cpu() {
  return timeseries(
    {
      title: 'CPU usage by container',
      text: 'CPU cores in use.',
      unit: 'count:cores',
      idle: IDLE,
    },
    [sumBy(BY_NAME, ownRate('container_cpu_usage_seconds_total', containers)), NAME],
  );
}

function memory() {
  return timeseries(
    {
      title: 'Memory usage by container',
      text: 'Working set memory, which counts against the memory limit.',
      unit: 'bytes',
      idle: IDLE,
    },
    [maxBy(BY_NAME, own('container_memory_working_set_bytes', containers)), NAME],
  );
}

function memoryShare() {
  return timeseries(
    {
      title: 'Memory usage, share of limit',
      text: 'Working set memory divided by the memory limit, for containers with a limit. At 100%, the container is OOM-killed.',
      unit: 'percentunit',
      idle: 'No cAdvisor metrics, or no limits set',
    },
    [
      ratio(
        maxBy(BY_NAME, own('container_memory_working_set_bytes', containers)),
        maxBy(BY_NAME, own('container_spec_memory_limit_bytes', containers)),
      ),
      NAME,
    ],
  )
    .thresholds(thresholds([0.9, 'red']))
    .thresholdsStyle(limitLines());
}

function throttling() {
  return timeseries(
    {
      title: 'CPU throttling',
      text: 'Share of CPU periods in which the container was throttled at its CPU limit.',
      unit: 'percentunit',
      idle: 'No cAdvisor metrics, or no limits set',
    },
    [
      ratio(
        sumBy(BY_NAME, ownRate('container_cpu_cfs_throttled_periods_total', containers)),
        sumBy(BY_NAME, ownRate('container_cpu_cfs_periods_total', containers)),
      ),
      NAME,
    ],
  ).max(1);
}

function network() {
  return timeseries(
    {
      title: 'Network traffic by container',
      text: 'Bytes per second received and sent, by container.',
      unit: 'Bps',
      idle: IDLE,
    },
    [sumBy(BY_NAME, ownRate('container_network_receive_bytes_total', containers)), `${NAME} received`],
    [sumBy(BY_NAME, ownRate('container_network_transmit_bytes_total', containers)), `${NAME} sent`],
  );
}

function oomKills() {
  return timeseries(
    {
      title: 'OOM kills',
      text: 'Processes OOM-killed per second, by container. Should be 0.',
      unit: 'count:/s',
      idle: IDLE,
    },
    [sumBy(BY_NAME, ownRate('container_oom_events_total', containers)), NAME],
  );
}
