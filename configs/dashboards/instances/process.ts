import { ratio, sumBy } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { ofServers, own, ownRate } from '../own-series.ts';
import { timeseries } from '../panels.ts';
import { BY_INSTANCE } from '../place.ts';

const SEVERAL = 'A server with several API server processes reports none.';
const IDLE = 'Not reported';

/** The process of the API server, which tokenises, streams and is easily the bottleneck of small models. */
export function processRow(): Row {
  return row('API server process', cells(6, 8, [cpu(), memory(), files(), responseTime()]));
}

function cpu() {
  return timeseries(
    {
      title: 'CPU of the API server',
      text: `CPU seconds per second. Near 1 the process cannot keep up, as Python uses one core. ${SEVERAL}`,
      unit: 'count:cores',
      idle: IDLE,
    },
    [sumBy(BY_INSTANCE, ofServers(ownRate('process_cpu_seconds_total'))), '{{instance}}'],
  );
}

function memory() {
  return timeseries(
    {
      title: 'Memory of the API server',
      text: `Memory of the process in RAM. ${SEVERAL}`,
      unit: 'bytes',
      idle: IDLE,
    },
    [sumBy(BY_INSTANCE, ofServers(own('process_resident_memory_bytes'))), '{{instance}}'],
  );
}

function files() {
  const open = sumBy(BY_INSTANCE, ofServers(own('process_open_fds')));
  const limit = sumBy(BY_INSTANCE, ofServers(own('process_max_fds')));
  return timeseries(
    {
      title: 'File descriptors in use',
      text: `Share of the file descriptors the process may have; each connection takes one. ${SEVERAL}`,
      unit: 'percentunit',
      idle: IDLE,
    },
    [ratio(open, limit), '{{instance}}'],
  ).max(1);
}

function responseTime() {
  const sum = sumBy(['handler'], ofServers(ownRate('http_request_duration_seconds_sum')));
  const count = sumBy(['handler'], ofServers(ownRate('http_request_duration_seconds_count')));
  return timeseries(
    {
      title: 'Mean response time by route',
      text: 'Mean time to answer a request, streaming included, by route.',
      unit: 's',
    },
    [ratio(sum, count), '{{handler}}'],
  );
}
