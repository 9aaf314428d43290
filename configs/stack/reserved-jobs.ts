/** Jobs that Prometheus scrapes of its own accord; a target must not take their names. */
export const RESERVED_JOBS = ['prometheus', 'loki', 'grafana', 'alloy', 'demo-vllm', 'demo-backend'] as const;

/** Jobs of what the stack runs on Kubernetes only. */
export const RESERVED_KUBERNETES_JOBS = [
  'alertmanager',
  'kube-state-metrics',
  'node-exporter',
  'prometheus-operator',
  'thanos-query',
] as const;
