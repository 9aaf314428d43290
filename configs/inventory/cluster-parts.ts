import type { Settings } from '../settings/index.ts';

/** Which parts report on the cluster itself: `clusterMetrics` asks for all of them, `exporters` for one. */
export function clusterParts({ kubernetes: { clusterMetrics }, exporters, prometheus }: Settings) {
  // They come with our Prometheus; whoever has one has them, or not.
  const ours = !prometheus.existing;
  return {
    /** kube-state-metrics. */
    objects: ours && clusterMetrics,
    /** node-exporter on each node. */
    nodes: ours && (clusterMetrics || exporters.node),
    /** The kubelets, with cAdvisor in them. */
    kubelets: ours && (clusterMetrics || exporters.containers),
    /** The GPU operator's DCGM exporter, which it runs on each node with a GPU. */
    gpus: exporters.gpu,
  } as const;
}
