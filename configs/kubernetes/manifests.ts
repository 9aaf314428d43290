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
import { tempo } from './tempo.ts';
import { thanosQuery } from './thanos.ts';
import { namespaceOf, namesOf, nodeNamespaceOf } from '../inventory/kubernetes.ts';

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
    ...(settings.kubernetes.createNamespace ? [namespace(namespaceOf(settings), 'restricted')] : []),
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
    ...(isManaged(settings, 'grafana') ? databaseCa(settings) : []),
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

/** A ConfigMap, because certificate authorities are public. */
function databaseCa(settings: Settings): Manifest[] {
  const ca = settings.kubernetes.grafana.database?.ca;
  if (ca === undefined) return [];
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadataOf(settings, namesOf(settings).databaseCa),
      data: { [DATABASE_CA_KEY]: ca },
    },
  ];
}

function collectorConfig(settings: Settings): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadataOf(settings, namesOf(settings).alloy),
    data: { [CONFIG_KEY]: alloyConfig(settings) },
  };
}
