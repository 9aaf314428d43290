import type { Finding } from './findings.ts';

/** An accepted finding of a checker, with the reason. */
export interface Exception {
  readonly tool: Finding['tool'];
  readonly checks: readonly string[];
  /** Affected objects, as `Kind/name`. */
  readonly objects: RegExp;
  readonly reason: string;
}

const EVERYWHERE = /./;
const NODE_EXPORTER = /-node-exporter$/;

export const EXCEPTIONS: readonly Exception[] = [
  {
    tool: 'checkov',
    checks: ['CKV_K8S_43'],
    objects: EVERYWHERE,
    reason: '`images` takes a digest for each; the ones that are shipped are pinned by version.',
  },
  {
    tool: 'checkov',
    checks: ['CKV_K8S_15'],
    objects: EVERYWHERE,
    reason: 'Tags are versions and do not move; a node that cannot reach the registry must restart its pods.',
  },
  {
    tool: 'kube-score',
    checks: ['container-image-pull-policy'],
    objects: EVERYWHERE,
    reason: 'As CKV_K8S_15.',
  },
  {
    tool: 'checkov',
    checks: ['CKV_K8S_35'],
    objects: /\/llm-monitoring-loki/,
    reason: 'Loki takes a secret into its configuration from the environment only (`-config.expand-env`).',
  },
  {
    tool: 'checkov',
    checks: ['CKV_K8S_38'],
    objects: /-(operator|alloy|kube-state-metrics)$/,
    reason: 'It is their work to ask the API server.',
  },
  {
    tool: 'checkov',
    checks: ['CKV_K8S_38'],
    objects: /-loki-(chunks|results)-cache$/,
    reason:
      'The service account that they share with Loki has no token; the chart says it there, not at the pod.',
  },
  {
    tool: 'checkov',
    checks: ['CKV_K8S_40'],
    objects: /-(grafana|alloy|loki-gateway)$/,
    reason:
      'The files of these images belong to a user below 10000; a read-only root and no capability remain.',
  },
  {
    tool: 'kube-score',
    checks: ['container-security-context-user-group-id'],
    objects: /-(grafana|alloy|loki-gateway)$/,
    reason: 'As CKV_K8S_40.',
  },
  {
    tool: 'checkov',
    checks: ['CKV_K8S_49'],
    objects: /^ClusterRole\/llm-monitoring-operator$/,
    reason: 'The operator creates and deletes whole StatefulSets and Secrets; the role is the chart’s own.',
  },
  {
    tool: 'checkov',
    checks: ['CKV_K8S_17', 'CKV_K8S_19'],
    objects: NODE_EXPORTER,
    reason: 'It reports on the host; it is in a namespace of its own, and off by default.',
  },
  {
    tool: 'kube-score',
    checks: ['pod-networkpolicy'],
    objects: NODE_EXPORTER,
    reason: 'Network policies do not apply to pods in the network of the host.',
  },
  {
    tool: 'kube-score',
    checks: ['pod-probes-identical'],
    objects: /-(operator|grafana|node-exporter|loki-gateway|loki-chunks-cache|loki-results-cache)$/,
    reason: 'They have one health endpoint; liveness waits longer before it acts.',
  },
  {
    tool: 'kube-score',
    checks: ['deployment-replicas'],
    objects: /-(operator|kube-state-metrics)$/,
    reason: 'Two would do the same work twice; while one restarts, everything that it made goes on running.',
  },
  {
    tool: 'kube-score',
    checks: ['networkpolicy-targets-pod', 'service-targets-pod'],
    objects: /-(prometheus|alertmanager|thanos-discovery)$/,
    reason: 'The pods are those that the operator makes of the Prometheus and Alertmanager resources.',
  },
  {
    tool: 'kube-score',
    checks: ['statefulset-has-servicename'],
    objects: /-alloy$/,
    reason: 'Collectors find each other by a service of their own (`…-cluster`), not by names of pods.',
  },
];

/** The exception that covers a finding. */
export const excuseOf = ({ tool, check, object }: Finding): Exception | undefined =>
  EXCEPTIONS.find(
    (exception) =>
      exception.tool === tool && exception.checks.includes(check) && exception.objects.test(object),
  );
