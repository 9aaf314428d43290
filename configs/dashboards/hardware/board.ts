import { wantedExporters } from '../../exporters/jobs.ts';
import { clusterParts } from '../../kubernetes/cluster-parts.ts';
import { quote } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { board, type Dashboard } from '../dashboard.ts';
import { choice, datasource } from '../variables.ts';
import { containerRow } from './containers.ts';
import { gpuRow } from './gpus.ts';
import { hostRow } from './hosts.ts';

/** A metric that each of the exporters always has. */
const EXPORTERS = `__name__=~${quote('DCGM_FI_DEV_GPU_UTIL|node_load1|container_last_seen')}`;

/**
 * Whether anything may report GPUs, hosts or containers: an exporter of the stack or of a cluster, a target that is neither
 * vLLM nor a service, or a Prometheus that somebody else runs.
 */
export function hasHardware(settings: Settings): boolean {
  const { backend, prometheus, targets } = settings;
  const { nodes, kubelets, gpus } = clusterParts(settings);
  return (
    prometheus.existing !== undefined ||
    targets.some(({ kind }) => kind === 'prometheus') ||
    (backend === 'kubernetes' ? nodes || kubelets || gpus : wantedExporters(settings).length > 0)
  );
}

/** The machines below the models. */
export function hardwareBoard(): Dashboard {
  return board({
    uid: 'vllm-hardware',
    title: 'GPUs, Hosts and Containers',
    description:
      'The machines below the models, a folded row an exporter: GPUs, hosts and containers. A folded row asks nothing.',
    variables: [
      datasource(),
      choice({ name: 'job', label: 'Job', from: `{${EXPORTERS}}` }),
      choice({ name: 'instance', label: 'Instance', from: `{${EXPORTERS},job=~"$job"}` }),
    ],
    rows: [gpuRow(), hostRow(), containerRow()],
  });
}
