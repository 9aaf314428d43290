import type { Selector } from '../../../configs/kubernetes/manifest.ts';
import type { Tree } from '../../configs/kubernetes/tree.ts';

type Labels = Readonly<Record<string, string>>;

interface Container {
  readonly name: string;
  /** Declared ports: name and number. */
  readonly ports: readonly (readonly [name: string, port: number])[];
}

export interface Pod {
  readonly name: string;
  readonly labels: Labels;
  readonly containers: readonly Container[];
}

const meta = (key: string) => key.replaceAll(/[^a-zA-Z0-9_]/g, '_');

/** Discovery of the operator's configuration: one target per container and declared port, or one per container that declares none. */
const discovered = ({ name, labels, containers }: Pod): Labels[] =>
  containers.flatMap(({ name: container, ports }) =>
    (ports.length > 0 ? ports : [['', 0] as const]).map(([port, number]) => ({
      __address__: number === 0 ? '127.0.0.1' : `127.0.0.1:${number}`,
      __meta_kubernetes_pod_ip: '127.0.0.1',
      __meta_kubernetes_pod_name: name,
      __meta_kubernetes_pod_container_name: container,
      ...(number === 0
        ? {}
        : {
            __meta_kubernetes_pod_container_port_name: port,
            __meta_kubernetes_pod_container_port_number: `${number}`,
          }),
      ...Object.fromEntries(
        Object.entries(labels).map(([key, value]) => [`__meta_kubernetes_pod_label_${meta(key)}`, value]),
      ),
    })),
  );

const selects = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, operator, values = [] }) =>
    operator === 'Exists' ? key in labels : values.includes(labels[key] ?? ''),
  );

/** The scrape jobs that the operator generates for a PodMonitor (prometheus-operator `pkg/prometheus/promcfg.go`). */
export function jobsOf(monitor: Tree, pods: readonly Pod[]): object[] {
  const targets = pods.filter(({ labels }) => selects(monitor.spec.selector, labels)).flatMap(discovered);
  const rule = ({ sourceLabels, targetLabel, ...rest }: Tree) => ({
    ...rest,
    ...(sourceLabels ? { source_labels: sourceLabels } : {}),
    ...(targetLabel ? { target_label: targetLabel } : {}),
  });
  return monitor.spec.podMetricsEndpoints.map((endpoint: Tree, index: number) => ({
    job_name: `${monitor.metadata.name}/${index}`,
    scrape_interval: '1s',
    scrape_timeout: '1s',
    fallback_scrape_protocol: monitor.spec.fallbackScrapeProtocol,
    metrics_path: endpoint.path,
    scheme: 'http',
    static_configs: targets.map((labels) => {
      const { __address__: address, ...others } = labels;
      return { targets: [address], labels: others };
    }),
    relabel_configs: [
      ...(endpoint.port === undefined
        ? []
        : [
            {
              action: 'keep',
              source_labels: ['__meta_kubernetes_pod_container_port_name'],
              regex: endpoint.port,
            },
            { target_label: 'endpoint', replacement: endpoint.port },
          ]),
      { source_labels: ['__meta_kubernetes_pod_container_name'], target_label: 'container' },
      { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'pod' },
      ...endpoint.relabelings.map(rule),
    ],
    metric_relabel_configs: (endpoint.metricRelabelings ?? []).map(rule),
  }));
}
