import { maxBy, not, ratio, sumBy } from '../../promql/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { own, ownRate } from '../own-series.ts';
import { limitLines, timeseries, thresholds } from '../panels.ts';

const BY_NAME = ['cluster', 'instance', 'name'] as const;
const NAME = '{{name}}';
const IDLE = 'No container exporter';

/** cAdvisor reports control groups as well, which have no name. */
const containers = { name: not('') } as const;

/** Containers, as cAdvisor reports them. */
export function containerRow(): Row {
  return optionalRow(
    'Containers (cAdvisor)',
    cells(8, 8, [cpu(), memory(), memoryShare()]),
    cells(8, 8, [throttling(), network(), outOfMemory()]),
  );
}

function cpu() {
  return timeseries(
    {
      title: 'CPU by container',
      text: 'CPU seconds per second.',
      unit: 'count:cores',
      idle: IDLE,
    },
    [sumBy(BY_NAME, ownRate('container_cpu_usage_seconds_total', containers)), NAME],
  );
}

function memory() {
  return timeseries(
    {
      title: 'Memory by container',
      text: 'Memory that cannot be taken back, which is what counts against the limit.',
      unit: 'bytes',
      idle: IDLE,
    },
    [maxBy(BY_NAME, own('container_memory_working_set_bytes', containers)), NAME],
  );
}

function memoryShare() {
  return timeseries(
    {
      title: 'Memory, share of the limit',
      text: 'Memory in use over the limit of the container, for those with a limit. At 100 % it is killed.',
      unit: 'percentunit',
      idle: 'No container exporter, or no limits',
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
      text: 'Share of periods in which a container was held at its CPU limit.',
      unit: 'percentunit',
      idle: 'No container exporter, or no limits',
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
      title: 'Network by container',
      text: 'Bytes per second received and sent.',
      unit: 'Bps',
      idle: IDLE,
    },
    [sumBy(BY_NAME, ownRate('container_network_receive_bytes_total', containers)), `${NAME} received`],
    [sumBy(BY_NAME, ownRate('container_network_transmit_bytes_total', containers)), `${NAME} sent`],
  );
}

function outOfMemory() {
  return timeseries(
    {
      title: 'Out of memory',
      text: 'Processes killed per second because the memory of the container ran out.',
      unit: 'count:/s',
      idle: IDLE,
    },
    [sumBy(BY_NAME, ownRate('container_oom_events_total', containers)), NAME],
  );
}
