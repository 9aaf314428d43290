import type { Settings } from '../settings/index.ts';
import { partOf, PART_NAMES, type KubernetesPart } from '../stack/parts.ts';

/** Namespace of the stack. */
export const namespaceOf = ({ name, kubernetes }: Settings): string => kubernetes.namespace ?? name;

/** True if the namespace of the stack may contain pods and objects of others, because the program did not create it. */
export const isShared = ({ kubernetes }: Settings): boolean => !kubernetes.createNamespace;

/** Namespace of node-exporter, separate because it needs host access, which Pod Security *restricted* forbids. */
export const nodeNamespaceOf = (settings: Settings): string => `${namespaceOf(settings)}-nodes`;

/** Release names and names derived from them by the charts; cluster-scoped objects are distinguished by the stack name. */
export const namesOf = ({ name }: Settings) => ({
  ...eachPart((part) => `${name}${partOf(part).kubernetes!.suffix}`),
  definitions: `${name}-crds`,
  /** Service of the kubelets, which the operator makes. */
  kubelets: `${name}-kubelet`,
  alertmanagerConfig: `${name}-alertmanager-config`,
  grafanaAdmin: `${name}-grafana-admin`,
  grafanaDatabase: `${name}-grafana-database`,
  databaseCa: `${name}-grafana-database-ca`,
  objectStore: `${name}-loki-store`,
  objectStoreCa: `${name}-loki-store-ca`,
  traceStore: `${name}-tempo-store`,
  longTerm: `${name}-long-term`,
  prometheusTls: `${name}-prometheus-tls`,
});

/** Pod label with the release. */
export const INSTANCE = 'app.kubernetes.io/instance';

/** Pod labels of each part, as set by the charts and the operator. */
export function podLabelsOf(settings: Settings): Record<KubernetesPart, Readonly<Record<string, string>>> {
  const names = namesOf(settings);
  return eachPart((part) => {
    const { podName, podLabels } = partOf(part).kubernetes!;
    return (
      podLabels?.(names[part]) ?? {
        'app.kubernetes.io/name': podName!,
        [INSTANCE]: names[part],
      }
    );
  });
}

function eachPart<T>(make: (part: KubernetesPart) => T): Record<KubernetesPart, T> {
  const parts = PART_NAMES.filter((name) => partOf(name).kubernetes) as KubernetesPart[];
  return Object.fromEntries(parts.map((part) => [part, make(part)])) as Record<KubernetesPart, T>;
}
