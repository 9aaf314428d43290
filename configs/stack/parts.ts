import type { ImageName } from '../versions.ts';

/** Keys of `exporters` in the stack file. */
export type ExporterKey = 'gpu' | 'node' | 'containers';

/** Address of a part on the stack's Docker network; the container is named after the host. */
interface OnDocker {
  readonly host: string;
  readonly port: number;
}

/** The pods of a part, as created by its chart, operator or manifest. */
interface OnKubernetes {
  /** Label `app.kubernetes.io/name` of the pods; absent if they are not created by this program. */
  readonly podName?: string;
  /** Suffix after the stack name in the release or object name and in the label `app.kubernetes.io/instance`. */
  readonly suffix: string;
  /** Pod selector, unless it is the two `app.kubernetes.io` labels. */
  readonly podLabels?: (instance: string) => Readonly<Record<string, string>>;
  /** Metrics port: number and name. */
  readonly port: number;
  readonly portName: string;
  /** Namespace of the pods: that of the stack, that of node-exporter, or any. */
  readonly namespace: 'stack' | 'nodes' | 'any';
  /** Section of `kubernetes` with its CPU, disk and replicas; absent if they are fixed. */
  readonly size?: string;
}

/**
 * A server or exporter of the stack: properties that do not depend on settings. `inventory/managed.ts` has the conditions under
 * which the stack runs it.
 */
interface Part {
  /** `server`: part of the monitoring pipeline. `exporter`: exports metrics of monitored systems. `helper`: has no metrics. */
  readonly role: 'server' | 'exporter' | 'helper';
  /** Scrape job, referred to by rules and dashboards; helpers have none. */
  readonly job?: string;
  /** Key of `images`; absent if the image is not configured separately. */
  readonly image?: ImageName;
  /** Key of its memory; absent if it is fixed. */
  readonly memory?: `${string}.memory`;
  /** Key of `exporters` that enables it. */
  readonly exporter?: ExporterKey;
  /** Section whose `enabled` is required; without it, the names of the part stay available to others. */
  readonly section?: 'traces';
  readonly docker?: OnDocker;
  readonly kubernetes?: OnKubernetes;
}

/** Every server and exporter of the stack, in start and scrape order. */
export const PARTS = {
  prometheus: {
    role: 'server',
    job: 'prometheus',
    image: 'prometheus',
    memory: 'prometheus.memory',
    docker: { host: 'prometheus', port: 9090 },
    kubernetes: {
      podName: 'prometheus',
      suffix: '-prometheus',
      port: 9090,
      portName: 'http-web',
      namespace: 'stack',
      size: 'prometheus',
    },
  },
  alertmanager: {
    role: 'server',
    job: 'alertmanager',
    image: 'alertmanager',
    kubernetes: {
      podName: 'alertmanager',
      suffix: '-alertmanager',
      port: 9093,
      portName: 'http-web',
      namespace: 'stack',
      size: 'alertmanager',
    },
  },
  thanos: {
    role: 'server',
    job: 'thanos-query',
    kubernetes: {
      podName: 'thanos-query',
      suffix: '-thanos-query',
      port: 10_902,
      portName: 'http',
      namespace: 'stack',
    },
  },
  operator: {
    role: 'server',
    job: 'prometheus-operator',
    kubernetes: {
      podName: 'kube-prometheus-stack-prometheus-operator',
      suffix: '',
      podLabels: (release: string) => ({ app: 'kube-prometheus-stack-operator', release }),
      port: 8080,
      portName: 'http',
      namespace: 'stack',
    },
  },
  loki: {
    role: 'server',
    job: 'loki',
    image: 'loki',
    memory: 'loki.memory',
    docker: { host: 'loki', port: 3100 },
    kubernetes: {
      podName: 'loki',
      suffix: '-loki',
      port: 3100,
      portName: 'http-metrics',
      namespace: 'stack',
      size: 'loki',
    },
  },
  tempo: {
    role: 'server',
    job: 'tempo',
    image: 'tempo',
    memory: 'traces.memory',
    section: 'traces',
    docker: { host: 'tempo', port: 3200 },
    kubernetes: {
      podName: 'tempo',
      suffix: '-tempo',
      port: 3200,
      portName: 'http',
      namespace: 'stack',
      size: 'tempo',
    },
  },
  grafana: {
    role: 'server',
    job: 'grafana',
    image: 'grafana',
    memory: 'grafana.memory',
    docker: { host: 'grafana', port: 3000 },
    kubernetes: {
      podName: 'grafana',
      suffix: '-grafana',
      port: 3000,
      portName: 'grafana',
      namespace: 'stack',
      size: 'grafana',
    },
  },
  socketProxy: {
    role: 'helper',
    image: 'socketProxy',
    docker: { host: 'socket-proxy', port: 2375 },
  },
  alloy: {
    role: 'server',
    job: 'alloy',
    image: 'alloy',
    docker: { host: 'alloy', port: 12_345 },
    kubernetes: {
      podName: 'alloy',
      suffix: '-alloy',
      port: 12_345,
      portName: 'http-metrics',
      namespace: 'stack',
      size: 'collector',
    },
  },
  kubeStateMetrics: {
    role: 'exporter',
    job: 'kube-state-metrics',
    kubernetes: {
      podName: 'kube-state-metrics',
      suffix: '',
      port: 8080,
      portName: 'http',
      namespace: 'stack',
    },
  },
  dcgmExporter: {
    role: 'exporter',
    job: 'dcgm-exporter',
    image: 'dcgmExporter',
    exporter: 'gpu',
    docker: { host: 'dcgm-exporter', port: 9400 },
    // Deployed by the GPU operator in any namespace (NVIDIA/gpu-operator `assets/state-dcgm-exporter`).
    kubernetes: {
      suffix: '',
      podLabels: () => ({ app: 'nvidia-dcgm-exporter' }),
      port: 9400,
      portName: 'metrics',
      namespace: 'any',
    },
  },
  nodeExporter: {
    role: 'exporter',
    job: 'node-exporter',
    image: 'nodeExporter',
    exporter: 'node',
    docker: { host: 'node-exporter', port: 9100 },
    kubernetes: {
      podName: 'prometheus-node-exporter',
      suffix: '',
      port: 9100,
      portName: 'http-metrics',
      namespace: 'nodes',
    },
  },
  // On Kubernetes it is part of the kubelets; the chart sets their job.
  cadvisor: {
    role: 'exporter',
    job: 'cadvisor',
    image: 'cadvisor',
    exporter: 'containers',
    docker: { host: 'cadvisor', port: 8080 },
  },
} as const satisfies Readonly<Record<string, Part>>;

type Parts = typeof PARTS;
export type PartName = keyof Parts;
/** Parts with an address. */
export type DockerPart = { [N in PartName]: Parts[N] extends { docker: OnDocker } ? N : never }[PartName];
export type KubernetesPart = {
  [N in PartName]: Parts[N] extends { kubernetes: OnKubernetes } ? N : never;
}[PartName];

/** Parts whose pods are in the namespace of the stack, where network policies deny all other traffic. */
export type StackPart = {
  [N in KubernetesPart]: Parts[N]['kubernetes']['namespace'] extends 'stack' ? N : never;
}[KubernetesPart];

/** Parts whose pods this program or a chart of it creates. */
export type PodPart = {
  [N in KubernetesPart]: Parts[N]['kubernetes'] extends { podName: string } ? N : never;
}[KubernetesPart];

/** Sections of `kubernetes` with the CPU, disk and replicas of a part. */
export type SizedSection = {
  [N in PartName]: Parts[N] extends { kubernetes: { size: infer S } } ? S : never;
}[PartName];

/** A part with all optional fields. */
export const partOf = (name: PartName): Part => PARTS[name];
export const PART_NAMES = Object.keys(PARTS) as readonly PartName[];

/** gRPC port of the Prometheus sidecars for Thanos Query. */
export const THANOS_GRPC = 10_901;
/** Port of Loki's gateway in its pods; that of its service is 80. */
export const LOKI_GATEWAY = 8080;
/** Ports of OTLP (opentelemetry.io, "OTLP Specification"), of the collector and of Tempo. */
export const OTLP = { grpc: 4317, http: 4318 } as const;
