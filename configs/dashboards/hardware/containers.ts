import { maxBy, not, ratio, sumBy, type Matcher } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { own, ownRate } from '../own-series.ts';
import { limitLines, timeseries, thresholds } from '../panels.ts';

const IDLE = 'No cAdvisor metrics';

/** Labels of a container, and the condition that leaves out what is none. */
interface Named {
  readonly by: readonly string[];
  readonly legend: string;
  readonly conditions: Readonly<Record<string, Matcher>>;
}

/** cAdvisor also exports control groups, which have no name. */
const ON_DOCKER: Named = {
  by: ['cluster', 'instance', 'name'],
  legend: '{{name}}',
  conditions: { name: not('') },
};

/** The kubelets also export the control groups of pods, without a container; `name` is an ID there. */
const ON_KUBERNETES: Named = {
  by: ['cluster', 'namespace', 'pod', 'container'],
  legend: '{{namespace}}/{{pod}} {{container}}',
  conditions: { container: not('') },
};

/** Containers of a pod share its network. */
const PODS: Named = {
  by: ['cluster', 'namespace', 'pod'],
  legend: '{{namespace}}/{{pod}}',
  conditions: { pod: not('') },
};

/** Containers, from cAdvisor. */
export function containerRow({ backend }: Settings): Row {
  const named = backend === 'docker' ? ON_DOCKER : ON_KUBERNETES;
  const networked = backend === 'docker' ? ON_DOCKER : PODS;
  return optionalRow(
    'Containers (cAdvisor)',
    cells(8, 8, [cpu(named), memory(named), memoryShare(named)]),
    cells(8, 8, [throttling(named), network(networked), oomKills(named)]),
  );
}

function cpu({ by, legend, conditions }: Named) {
  return timeseries(
    {
      title: 'CPU usage by container',
      text: 'CPU cores in use.',
      unit: 'count:cores',
      idle: IDLE,
    },
    [sumBy(by, ownRate('container_cpu_usage_seconds_total', conditions)), legend],
  );
}

function memory({ by, legend, conditions }: Named) {
  return timeseries(
    {
      title: 'Memory usage by container',
      text: 'Working set memory, which counts against the memory limit.',
      unit: 'bytes',
      idle: IDLE,
    },
    [maxBy(by, own('container_memory_working_set_bytes', conditions)), legend],
  );
}

function memoryShare({ by, legend, conditions }: Named) {
  return timeseries(
    {
      title: 'Memory usage, share of limit',
      text: 'Working set memory divided by the memory limit, for containers with a limit. At 100%, the container is OOM-killed.',
      unit: 'percentunit',
      idle: 'No cAdvisor metrics, or no limits set',
    },
    [
      ratio(
        maxBy(by, own('container_memory_working_set_bytes', conditions)),
        maxBy(by, own('container_spec_memory_limit_bytes', conditions)),
      ),
      legend,
    ],
  )
    .thresholds(thresholds([0.9, 'red']))
    .thresholdsStyle(limitLines());
}

function throttling({ by, legend, conditions }: Named) {
  return timeseries(
    {
      title: 'CPU throttling',
      text: 'Share of CPU periods in which the container was throttled at its CPU limit.',
      unit: 'percentunit',
      idle: 'No cAdvisor metrics, or no limits set',
    },
    [
      ratio(
        sumBy(by, ownRate('container_cpu_cfs_throttled_periods_total', conditions)),
        sumBy(by, ownRate('container_cpu_cfs_periods_total', conditions)),
      ),
      legend,
    ],
  ).max(1);
}

function network({ by, legend, conditions }: Named) {
  return timeseries(
    {
      title: 'Network traffic by container',
      text: 'Bytes per second received and sent, by container.',
      unit: 'Bps',
      idle: IDLE,
    },
    [sumBy(by, ownRate('container_network_receive_bytes_total', conditions)), `${legend} received`],
    [sumBy(by, ownRate('container_network_transmit_bytes_total', conditions)), `${legend} sent`],
  );
}

function oomKills({ by, legend, conditions }: Named) {
  return timeseries(
    {
      title: 'OOM kills',
      text: 'Processes OOM-killed per second, by container. Should be 0.',
      unit: 'count:/s',
      idle: IDLE,
    },
    [sumBy(by, ownRate('container_oom_events_total', conditions)), legend],
  );
}
