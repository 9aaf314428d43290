import { sizeOf } from '../settings/kubernetes-sizes.ts';
import { ownsAlertmanager } from '../settings/own-alertmanager.ts';
import type { Settings } from '../settings/index.ts';
import { partOf, PART_NAMES, type PartName } from '../stack/parts.ts';
import { clusterParts } from './cluster-parts.ts';

type Condition = (settings: Settings) => boolean;

/** Thanos Query joins what equal Prometheuses hold, where nothing larger does. */
const joinsReplicas: Condition = ({ prometheus, kubernetes }) =>
  !prometheus.existing &&
  kubernetes.prometheus.longTerm === undefined &&
  sizeOf(kubernetes, 'prometheus').replicas > 1;

/** When the stack runs a part, on a backend that has it. */
const CONDITIONS: Readonly<Record<PartName, Condition>> = {
  prometheus: ({ prometheus }) => !prometheus.existing,
  alertmanager: ownsAlertmanager,
  thanos: joinsReplicas,
  operator: ({ kubernetes, prometheus }) => kubernetes.operator === 'own' && !prometheus.existing,
  loki: ({ loki }) => !loki.existing,
  grafana: ({ grafana }) => !grafana.existing,
  socketProxy: ({ logs }) => logs.enabled,
  alloy: ({ backend, logs, kubernetes }) =>
    backend === 'docker' ? logs.enabled : kubernetes.collector.enabled,
  kubeStateMetrics: (settings) => clusterParts(settings).objects,
  // On Kubernetes the GPU operator runs it, and the stack scrapes it.
  dcgmExporter: ({ exporters }) => exporters.gpu,
  nodeExporter: (settings) =>
    settings.backend === 'docker' ? settings.exporters.node : clusterParts(settings).nodes,
  cadvisor: ({ exporters }) => exporters.containers,
};

/** Whether the stack has the part under these settings. */
export const isManaged = (settings: Settings, name: PartName): boolean =>
  partOf(name)[settings.backend] !== undefined && CONDITIONS[name](settings);

/** The parts that the stack has under these settings. */
export const managedParts = (settings: Settings): PartName[] =>
  PART_NAMES.filter((name) => isManaged(settings, name));
