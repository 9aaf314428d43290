import { clusterParts } from '../../inventory/cluster-parts.ts';
import { anySeries, matches, oneOf } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import type { Row } from '../layout.ts';
import { choice, datasource, placeChoices } from '../variables.ts';
import { containerRow } from './containers.ts';
import { gpuRow } from './gpus.ts';
import { hostRow } from './hosts.ts';

/** One metric of each exporter that it always exports. */
const EXPORTERS = { __name__: oneOf(['DCGM_FI_DEV_FB_USED', 'node_load1', 'container_last_seen']) } as const;

/** Exporters known to exist: those of the stack, and those of the cluster. */
function known(settings: Settings) {
  const { gpu, node, containers } = settings.exporters;
  if (settings.backend === 'docker') return { gpu, node, containers };
  const { nodes, containers: inKubelets, gpus } = clusterParts(settings);
  return { gpu: gpus, node: nodes, containers: inKubelets };
}

/**
 * True if GPU, host or container metrics may exist: from an exporter of the stack or the cluster, from a target of kind
 * `prometheus`, or in an external Prometheus.
 */
export function hasHardware(settings: Settings): boolean {
  return (
    settings.prometheus.existing !== undefined ||
    settings.targets.some(({ kind }) => kind === 'prometheus') ||
    Object.values(known(settings)).includes(true)
  );
}

/** GPUs, hosts and containers. */
export function hardwareDashboard(settings: Settings): Dashboard {
  const { gpu, node, containers } = known(settings);
  return dashboard({
    uid: 'vllm-hardware',
    title: 'GPUs, Hosts and Containers',
    description:
      'GPUs, hosts and containers, one row per exporter. The rows of exporters that may not exist are collapsed and run no queries until expanded.',
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
    rows: [expanded(gpuRow(), gpu), expanded(hostRow(), node), expanded(containerRow(settings), containers)],
  });
}

const expanded = (row: Row, open: boolean): Row => ({ ...row, collapsed: !open });
