import type { Settings } from '../settings/index.ts';

/** Sources of cluster metrics: `clusterMetrics` enables all of them, `exporters` single ones. */
export function clusterParts({ kubernetes: { clusterMetrics }, exporters, prometheus }: Settings) {
  // Deployed only with a managed Prometheus; clusters with their own Prometheus bring them or not.
  const ours = !prometheus.existing;
  return {
    /** kube-state-metrics. */
    objects: ours && clusterMetrics,
    /** node-exporter on each node. */
    nodes: ours && (clusterMetrics || exporters.node),
    /** Kubelets, including cAdvisor. */
    kubelets: ours && (clusterMetrics || exporters.containers),
    /** DCGM exporter of the GPU operator, on each node with a GPU. */
    gpus: exporters.gpu,
  } as const;
}
