import { sumBy } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { ofServers, own, ownRate } from '../own-series.ts';
import { lettered, query, timeseries } from '../panels.ts';

const SEVERAL = 'A server with several API server processes reports none.';
const IDLE = 'Not reported';

/** The process of the API server, which tokenises, streams and is easily the bottleneck of small models. */
export function processRow(): Row {
  return row('API server process', cells(6, 8, [cpu(), memory(), files(), responseTime()]));
}

function cpu() {
  const panel = timeseries({
    title: 'CPU of the API server',
    text: `CPU seconds per second. Near 1 the process cannot keep up, as Python uses one core. ${SEVERAL}`,
    metrics: ['process_cpu_seconds_total'],
    unit: 'count:cores',
    idle: IDLE,
  });
  return lettered(panel, [
    query(sumBy(['instance'], ofServers(ownRate('process_cpu_seconds_total'))), '{{instance}}'),
  ]);
}

function memory() {
  const panel = timeseries({
    title: 'Memory of the API server',
    text: `Memory of the process in RAM. ${SEVERAL}`,
    metrics: ['process_resident_memory_bytes'],
    unit: 'bytes',
    idle: IDLE,
  });
  return lettered(panel, [
    query(sumBy(['instance'], ofServers(own('process_resident_memory_bytes'))), '{{instance}}'),
  ]);
}

function files() {
  const panel = timeseries({
    title: 'File descriptors in use',
    text: `Share of the file descriptors the process may have; each connection takes one. ${SEVERAL}`,
    metrics: ['process_open_fds', 'process_max_fds'],
    unit: 'percentunit',
    idle: IDLE,
  }).max(1);
  const open = sumBy(['instance'], ofServers(own('process_open_fds')));
  const limit = sumBy(['instance'], ofServers(own('process_max_fds')));
  return lettered(panel, [query(`${open} / (${limit} > 0)`, '{{instance}}')]);
}

function responseTime() {
  const panel = timeseries({
    title: 'Mean response time by route',
    text: 'Mean time to answer a request, streaming included, by route.',
    metrics: ['http_request_duration_seconds'],
    unit: 's',
  });
  const sum = sumBy(['handler'], ofServers(ownRate('http_request_duration_seconds_sum')));
  const count = sumBy(['handler'], ofServers(ownRate('http_request_duration_seconds_count')));
  return lettered(panel, [query(`${sum}\n/\n(${count} > 0)`, '{{handler}}')]);
}
