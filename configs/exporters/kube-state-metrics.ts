import { gauge, metrics } from '../vllm/index.ts';

/** kube-state-metrics, which reports the objects of a cluster. */
export const kubeStateMetrics = metrics(
  {},
  {
    kube_pod_container_resource_requests: gauge(
      'items',
      'What a container requests of a resource, GPUs among them.',
      { labels: ['namespace', 'pod', 'container', 'node', 'resource', 'unit'], openLabels: true },
    ),
  },
);
