import type { Settings } from '../settings/index.ts';
import { alloyConfig } from './alloy-config.ts';
import { CONFIG_KEY } from './alloy-values.ts';
import { demoManifests } from './demo.ts';
import { demoNamespaceOf } from '../inventory/demo.ts';
import { DATABASE_CA_KEY } from './grafana-password.ts';
import { isManaged } from '../inventory/managed.ts';
import { type Manifest, PART_OF } from './manifest.ts';
import { vllmMonitors } from './monitors.ts';
import { metadataOf } from './metadata.ts';
import { networkPolicies } from './network-policies.ts';
import { partMonitors } from './part-monitors.ts';
import { prometheusRules } from './rules.ts';
import { scrapeConfigs } from './scrape-configs.ts';
import { STORE_CA } from './store-keys.ts';
import { tempo } from './tempo.ts';
import { thanosQuery } from './thanos.ts';
import { isShared, namespaceOf, namesOf, nodeNamespaceOf } from '../inventory/kubernetes.ts';

/** The namespaces, with the Pod Security level that they enforce. */
export function namespaces(settings: Settings): Manifest[] {
  const namespace = (name: string, level: 'restricted' | 'privileged'): Manifest => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: {
        [PART_OF]: settings.name,
        'pod-security.kubernetes.io/enforce': level,
        'pod-security.kubernetes.io/enforce-version': 'latest',
        'pod-security.kubernetes.io/warn': level,
        'pod-security.kubernetes.io/audit': level,
      },
    },
  });
  return [
    ...(isShared(settings) ? [] : [namespace(namespaceOf(settings), 'restricted')]),
    ...(settings.demo ? [namespace(demoNamespaceOf(settings), 'restricted')] : []),
    // node-exporter accesses the host; nothing else runs in this namespace.
    ...(isManaged(settings, 'nodeExporter') ? [namespace(nodeNamespaceOf(settings), 'privileged')] : []),
  ];
}

/** Manifests that the releases depend on, besides namespaces and Secrets. */
export function before(settings: Settings): Manifest[] {
  return [
    ...networkPolicies(settings),
    ...(isManaged(settings, 'alloy') ? [collectorConfig(settings)] : []),
    ...authorities(settings),
  ];
}

/** Manifests that nothing depends on, and those of kinds that the operator's CRDs define. */
export const after = (settings: Settings): Manifest[] => [
  ...demoManifests(settings),
  ...tempo(settings),
  ...monitoring(settings),
];

/** Manifests of kinds that the operator's CRDs define, or that refer to pods of the operator. */
function monitoring(settings: Settings): Manifest[] {
  const { prometheus, kubernetes } = settings;
  // Only the address is known of an external Prometheus without an operator.
  if (prometheus.existing && kubernetes.operator === 'own') return [];
  return [
    ...thanosQuery(settings),
    ...prometheusRules(settings),
    ...partMonitors(settings),
    ...vllmMonitors(settings),
    ...scrapeConfigs(settings),
  ];
}

/** Authorities that servers verify others with: in ConfigMaps, because certificates are public. Tempo has its own in that of its configuration. */
function authorities(settings: Settings): Manifest[] {
  const { kubernetes } = settings;
  const names = namesOf(settings);
  const all = [
    ['grafana', names.databaseCa, DATABASE_CA_KEY, kubernetes.grafana.database?.ca],
    ['loki', names.objectStoreCa, STORE_CA, kubernetes.loki.objectStore?.ca],
  ] as const;
  return all.flatMap(([part, name, key, ca]): Manifest[] =>
    ca === undefined || !isManaged(settings, part)
      ? []
      : [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: metadataOf(settings, name), data: { [key]: ca } }],
  );
}

function collectorConfig(settings: Settings): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadataOf(settings, namesOf(settings).alloy),
    data: { [CONFIG_KEY]: alloyConfig(settings) },
  };
}
