import type { ImageName } from '../versions.ts';

/** Where a part listens on the stack's Docker network; its container is named after the host. */
interface OnDocker {
  readonly host: string;
  readonly port: number;
}

/** The pods of a part, as its chart, the operator or the manifest makes them. */
interface OnKubernetes {
  /** Label `app.kubernetes.io/name` of the pods; absent where somebody else makes them. */
  readonly podName?: string;
  /** What follows the stack's name in the name of the release or object, and in the label `app.kubernetes.io/instance`. */
  readonly suffix: string;
  /** Labels that select the pods, where they are not the two `app.kubernetes.io` labels. */
  readonly podLabels?: (instance: string) => Readonly<Record<string, string>>;
  /** Port of the metrics, and its name in the pod. */
  readonly port: number;
  readonly portName: string;
  /** Where the pods are: in the stack's namespace, in that of node-exporter, or anywhere. */
  readonly namespace: 'stack' | 'nodes' | 'any';
}

/** A server or exporter of the stack: what holds under all settings. `inventory/managed.ts` says when the stack runs it. */
interface Part {
  /**
   * `server`: without it the monitoring itself has a gap. `exporter`: reports on what is monitored. `helper`: has no
   * metrics.
   */
  readonly role: 'server' | 'exporter' | 'helper';
  /** Job that scrapes it, known to rules and dashboards; a helper has none. */
  readonly job?: string;
  /** Key of `images`; absent where the image is not configured by itself. */
  readonly image?: ImageName;
  /** Key of `exporters` that turns it on. */
  readonly exporter?: 'gpu' | 'node' | 'containers';
  readonly docker?: OnDocker;
  readonly kubernetes?: OnKubernetes;
}

/** Every server and exporter of the stack, in the order in which they start and are scraped. */
export const PARTS = {
  prometheus: {
    role: 'server',
    job: 'prometheus',
    image: 'prometheus',
    docker: { host: 'prometheus', port: 9090 },
    kubernetes: {
      podName: 'prometheus',
      suffix: '-prometheus',
      port: 9090,
      portName: 'http-web',
      namespace: 'stack',
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
    docker: { host: 'loki', port: 3100 },
    kubernetes: {
      podName: 'loki',
      suffix: '-loki',
      port: 3100,
      portName: 'http-metrics',
      namespace: 'stack',
    },
  },
  grafana: {
    role: 'server',
    job: 'grafana',
    image: 'grafana',
    docker: { host: 'grafana', port: 3000 },
    kubernetes: {
      podName: 'grafana',
      suffix: '-grafana',
      port: 3000,
      portName: 'grafana',
      namespace: 'stack',
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
    // The GPU operator's, whichever namespace it is in (NVIDIA/gpu-operator `assets/state-dcgm-exporter`).
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
  // On Kubernetes the kubelets contain it; the chart names their job.
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
/** Parts that run somewhere. */
export type DockerPart = { [N in PartName]: Parts[N] extends { docker: OnDocker } ? N : never }[PartName];
export type KubernetesPart = {
  [N in PartName]: Parts[N] extends { kubernetes: OnKubernetes } ? N : never;
}[PartName];

/** A part with every field that one may have. */
export const partOf = (name: PartName): Part => PARTS[name];
export const PART_NAMES = Object.keys(PARTS) as readonly PartName[];

/** Port on which the sidecars of Prometheus answer Thanos Query. */
export const THANOS_GRPC = 10_901;
/** Port of Loki's gateway in its pods; that of its service is 80. */
export const LOKI_GATEWAY = 8080;
