import type { Settings } from '../settings/index.ts';

/** Sources of cluster metrics: `clusterMetrics` enables all of them, `exporters` single ones. */
export function clusterParts({ kubernetes: { clusterMetrics, size }, exporters, prometheus }: Settings) {
  // Deployed only with a managed Prometheus; clusters with their own Prometheus bring them or not.
  const ours = !prometheus.existing;
  return {
    /** kube-state-metrics. */
    objects: ours && clusterMetrics,
    /** node-exporter on each node. */
    nodes: ours && (clusterMetrics || exporters.node),
    /** Kubelets, including cAdvisor if containers are wanted. In size prod they are scraped for the fill level of the disks. */
    kubelets: ours && (clusterMetrics || exporters.containers || size === 'prod'),
    /** Containers of all pods, from the cAdvisor of the kubelets. */
    containers: ours && (clusterMetrics || exporters.containers),
    /** DCGM exporter of the GPU operator, on each node with a GPU. */
    gpus: exporters.gpu,
  } as const;
}
