import { ownsAlertmanager } from '../settings/checks/alertmanager.ts';
import { POD_NAMES } from '../stack/own-services.ts';
import { webScheme } from '../prometheus/web.ts';
import { sizeOf } from '../settings/kubernetes-sizes.ts';
import type { Settings } from '../settings/index.ts';
import type { Manifest } from './manifest.ts';
import { PART_OF } from './manifest.ts';

/** Namespace of the stack. */
export const namespaceOf = ({ name, kubernetes }: Settings): string => kubernetes.namespace ?? name;

/** Namespace of node-exporter, apart because it needs the host, which Pod Security *restricted* forbids. */
export const nodeNamespaceOf = (settings: Settings): string => `${namespaceOf(settings)}-nodes`;

/** Names of releases and of what the charts make of them; cluster-wide objects are told apart by the stack's name. */
export const namesOf = ({ name }: Settings) => ({
  definitions: `${name}-crds`,
  /** Release of the operator's chart, and beginning of its objects' names. */
  operator: name,
  prometheus: `${name}-prometheus`,
  alertmanager: `${name}-alertmanager`,
  alertmanagerConfig: `${name}-alertmanager-config`,
  thanos: `${name}-thanos-query`,
  loki: `${name}-loki`,
  grafana: `${name}-grafana`,
  alloy: `${name}-alloy`,
  grafanaAdmin: `${name}-grafana-admin`,
  grafanaDatabase: `${name}-grafana-database`,
  objectStore: `${name}-loki-store`,
  longTerm: `${name}-long-term`,
  prometheusTls: `${name}-prometheus-tls`,
});

/** Labels of the pods of each part, as the charts and the operator set them. */
export const podLabelsOf = (settings: Settings) => {
  const names = namesOf(settings);
  const byInstance = (name: string, instance: string) => ({
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/instance': instance,
  });
  return {
    operator: { app: 'kube-prometheus-stack-operator', release: names.operator },
    prometheus: byInstance(POD_NAMES.prometheus, names.prometheus),
    alertmanager: byInstance(POD_NAMES.alertmanager, names.alertmanager),
    thanos: byInstance(POD_NAMES.thanos, names.thanos),
    loki: byInstance(POD_NAMES.loki, names.loki),
    grafana: byInstance(POD_NAMES.grafana, names.grafana),
    alloy: byInstance(POD_NAMES.alloy, names.alloy),
    kubeStateMetrics: byInstance(POD_NAMES.kubeStateMetrics, names.operator),
    nodeExporter: byInstance(POD_NAMES.nodeExporter, names.operator),
  } as const;
};

/** An Alertmanager of ours sends what Prometheus finds, where nobody else's does. */
export const hasAlertmanager = ownsAlertmanager;

/** Thanos Query joins what equal Prometheuses hold, where nothing larger does. */
export const hasThanosQuery = ({ prometheus, kubernetes }: Settings): boolean =>
  !prometheus.existing &&
  kubernetes.prometheus.longTerm === undefined &&
  sizeOf(kubernetes, 'prometheus').replicas > 1;

const inCluster = (settings: Settings, service: string, port: number, scheme = 'http') =>
  `${scheme}://${service}.${namespaceOf(settings)}.svc:${port}`;

/** Where a push or a query for logs goes. */
export function lokiUrl(settings: Settings): string {
  const { loki } = namesOf(settings);
  if (settings.loki.existing) return settings.loki.existing.url;
  return settings.kubernetes.loki.mode === 'distributed'
    ? inCluster(settings, `${loki}-gateway`, 80)
    : inCluster(settings, loki, 3100);
}

/** Where a query for metrics goes. */
export function prometheusUrl(settings: Settings): string {
  const names = namesOf(settings);
  const { longTerm } = settings.kubernetes.prometheus;
  if (settings.prometheus.existing) return settings.prometheus.existing.url;
  if (longTerm?.kind === 'amp') {
    return `https://aps-workspaces.${longTerm.region}.amazonaws.com/workspaces/${longTerm.workspaceId}`;
  }
  if (longTerm) return longTerm.queryUrl;
  return hasThanosQuery(settings)
    ? inCluster(settings, names.thanos, 10_902)
    : inCluster(settings, names.prometheus, 9090, webScheme(settings.prometheus));
}

/** Where Grafana is from outside the cluster; known before anything runs. */
export function grafanaUrl({ grafana, kubernetes }: Settings): string {
  if (grafana.existing) return grafana.existing.url;
  const { access } = kubernetes.grafana;
  return access.kind === 'port-forward' ? `http://127.0.0.1:${access.port}` : `https://${access.host}`;
}

/** Name, namespace and labels of an object of the stack. */
export const metadataOf = (settings: Settings, name: string): Manifest['metadata'] => ({
  name,
  namespace: namespaceOf(settings),
  labels: { [PART_OF]: settings.name },
});

/** The same of what an operator picks up: the Prometheus of a cluster often takes only what carries labels that it names. */
export function monitoredMetadata(settings: Settings, name: string): Manifest['metadata'] {
  const { labels, ...rest } = metadataOf(settings, name);
  return { ...rest, labels: { ...settings.kubernetes.monitorLabels, ...labels } };
}
