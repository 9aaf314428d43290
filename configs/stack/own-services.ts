/** The label `app.kubernetes.io/name` of the stack's pods, as the charts and the operator set it. */
export const POD_NAMES = {
  operator: 'kube-prometheus-stack-prometheus-operator',
  prometheus: 'prometheus',
  alertmanager: 'alertmanager',
  thanos: 'thanos-query',
  loki: 'loki',
  grafana: 'grafana',
  alloy: 'alloy',
  kubeStateMetrics: 'kube-state-metrics',
  nodeExporter: 'prometheus-node-exporter',
} as const;

/** Names of the stack's containers on Docker, those of the demo aside: it is watched like any server. */
const CONTAINERS = [
  'alloy',
  'cadvisor',
  'dcgm-exporter',
  'grafana',
  'loki',
  'node-exporter',
  'prometheus',
  'socket-proxy',
] as const;

/** Values of the label `service_name` that belong to the stack itself; every other service is what it watches. */
export const OWN_SERVICES: readonly string[] = [
  ...new Set([...CONTAINERS, ...Object.values(POD_NAMES)]),
].sort();
