import { clusterParts } from '../../inventory/cluster-parts.ts';
import { anySeries, matches, oneOf } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import type { Row } from '../layout.ts';
import { choice, datasource, placeChoices } from '../variables.ts';
import { containerRow } from './containers.ts';
import { gpuRow } from './gpus.ts';
import { hostRow } from './hosts.ts';

/** A metric that each of the exporters always has. */
const EXPORTERS = { __name__: oneOf(['DCGM_FI_DEV_FB_USED', 'node_load1', 'container_last_seen']) } as const;

/** The exporters that are known to report: those of the stack, and those of a cluster. */
function known(settings: Settings): Settings['exporters'] {
  if (settings.backend === 'docker') return settings.exporters;
  const { nodes, kubelets, gpus } = clusterParts(settings);
  return { gpu: gpus, node: nodes, containers: kubelets };
}

/**
 * Whether anything may report GPUs, hosts or containers: an exporter of the stack or of a cluster, a target that is neither
 * vLLM nor a service, or a Prometheus that somebody else runs.
 */
export function hasHardware(settings: Settings): boolean {
  return (
    settings.prometheus.existing !== undefined ||
    settings.targets.some(({ kind }) => kind === 'prometheus') ||
    Object.values(known(settings)).includes(true)
  );
}

/** The machines below the models. */
export function hardwareDashboard(settings: Settings): Dashboard {
  const { gpu, node, containers } = known(settings);
  return dashboard({
    uid: 'vllm-hardware',
    title: 'GPUs, Hosts and Containers',
    description:
      'The machines below the models, a row an exporter: GPUs, hosts and containers. The row of an exporter that may not be there is folded and asks nothing.',
    variables: [
      datasource(),
      ...placeChoices(settings, ['cluster'], anySeries(EXPORTERS)),
      choice({ name: 'job', label: 'Job', from: anySeries({ ...EXPORTERS, cluster: matches('$cluster') }) }),
      choice({
        name: 'instance',
        label: 'Instance',
        from: anySeries({ ...EXPORTERS, cluster: matches('$cluster'), job: matches('$job') }),
      }),
    ],
    rows: [opened(gpuRow(), gpu), opened(hostRow(), node), opened(containerRow(), containers)],
  });
}

const opened = (row: Row, open: boolean): Row => ({ ...row, collapsed: !open });
