import { sizeOf } from '../settings/kubernetes-sizes.ts';
import { ownsAlertmanager } from '../settings/own-alertmanager.ts';
import type { Settings } from '../settings/index.ts';
import { partOf, PART_NAMES, type PartName } from '../stack/parts.ts';
import { clusterParts } from './cluster-parts.ts';

type Condition = (settings: Settings) => boolean;

/** Thanos Query merges Prometheus replicas unless there is a long-term store. */
const joinsReplicas: Condition = ({ prometheus, kubernetes }) =>
  !prometheus.existing &&
  kubernetes.prometheus.longTerm === undefined &&
  sizeOf(kubernetes, 'prometheus').replicas > 1;

/** True if the collector reads logs. */
export const collectsLogs: Condition = ({ backend, logs, kubernetes }) =>
  backend === 'docker' ? logs.enabled : kubernetes.collector.enabled;

/** Conditions under which the stack runs a part, on backends that have it. */
const CONDITIONS: Readonly<Record<PartName, Condition>> = {
  prometheus: ({ prometheus }) => !prometheus.existing,
  alertmanager: ownsAlertmanager,
  thanos: joinsReplicas,
  operator: ({ kubernetes, prometheus }) => kubernetes.operator === 'own' && !prometheus.existing,
  loki: ({ loki }) => !loki.existing,
  grafana: ({ grafana }) => !grafana.existing,
  tempo: ({ traces }) => traces.enabled && !traces.existing,
  socketProxy: ({ logs }) => logs.enabled,
  alloy: (settings) => collectsLogs(settings) || settings.traces.enabled,
  kubeStateMetrics: (settings) => clusterParts(settings).objects,
  // On Kubernetes the GPU operator runs it, and the stack scrapes it.
  dcgmExporter: ({ exporters }) => exporters.gpu,
  nodeExporter: (settings) =>
    settings.backend === 'docker' ? settings.exporters.node : clusterParts(settings).nodes,
  cadvisor: ({ exporters }) => exporters.containers,
};

/** True if the stack has the part under these settings. */
export const isManaged = (settings: Settings, name: PartName): boolean =>
  partOf(name)[settings.backend] !== undefined && CONDITIONS[name](settings);

/** The parts that the stack has under these settings. */
export const managedParts = (settings: Settings): PartName[] =>
  PART_NAMES.filter((name) => isManaged(settings, name));
