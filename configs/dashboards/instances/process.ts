import { ratio, sumBy } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { instanceFigure, routeRate } from '../model-series.ts';
import { ofServers, own, ownRate } from '../own-series.ts';
import { timeseries } from '../panels.ts';
import { BY_INSTANCE } from '../place.ts';

const SEVERAL = 'Not exported by servers with several API server processes.';
const IDLE = 'Not exported with several API server processes';

/** The API server process tokenizes and streams, and is often the bottleneck of small models. */
export function processRow(): Row {
  return row('API server process', cells(6, 8, [cpu(), memory(), files(), responseTime()]));
}

function cpu() {
  return timeseries(
    {
      title: 'API server CPU usage',
      text: `CPU cores in use. Near 1, the process is saturated because Python uses a single core. ${SEVERAL}`,
      unit: 'count:cores',
      idle: IDLE,
    },
    [
      instanceFigure('cpu', BY_INSTANCE, sumBy(BY_INSTANCE, ofServers(ownRate('process_cpu_seconds_total')))),
      '{{instance}}',
    ],
  );
}

function memory() {
  return timeseries(
    {
      title: 'API server memory',
      text: `Resident memory of the process. Steady growth indicates a leak. ${SEVERAL}`,
      unit: 'bytes',
      idle: IDLE,
    },
    [
      instanceFigure(
        'memory',
        BY_INSTANCE,
        sumBy(BY_INSTANCE, ofServers(own('process_resident_memory_bytes'))),
      ),
      '{{instance}}',
    ],
  );
}

function files() {
  const open = sumBy(BY_INSTANCE, ofServers(own('process_open_fds')));
  const limit = sumBy(BY_INSTANCE, ofServers(own('process_max_fds')));
  return timeseries(
    {
      title: 'File descriptors in use',
      text: `Share of the file descriptor limit in use. Each connection takes one; at 100%, new connections fail. ${SEVERAL}`,
      unit: 'percentunit',
      idle: IDLE,
    },
    [instanceFigure('files', BY_INSTANCE, ratio(open, limit)), '{{instance}}'],
  ).max(1);
}

function responseTime() {
  const [sum, count] = (['sum', 'count'] as const).map((suffix) => sumBy(['handler'], routeRate(suffix)));
  return timeseries(
    {
      title: 'Mean response time by route',
      text: 'Mean HTTP response time by route, including streaming.',
      unit: 's',
    },
    [ratio(sum!, count!), '{{handler}}'],
  );
}
