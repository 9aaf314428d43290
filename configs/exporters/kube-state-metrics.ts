import type { Metric } from '../vllm/index.ts';

/** kube-state-metrics, which reports the objects of a cluster. */
export const kubeStateMetrics = [
  {
    name: 'kube_pod_container_resource_requests',
    type: 'gauge',
    labels: ['namespace', 'pod', 'container', 'node', 'resource', 'unit'],
    openLabels: true,
    unit: 'items',
    help: 'What a container requests of a resource, GPUs among them.',
  },
] as const satisfies readonly Metric[];
