import { sizeOf } from '../settings/kubernetes-sizes.ts';
import type { Settings } from '../settings/index.ts';
import { podLabelsOf } from '../inventory/kubernetes.ts';
import { placementOf, podAnnotations } from './placement.ts';
import { acrossZones, apart, REPLACED_IN_PLACE, resources } from './workload.ts';
import { defined } from '../text/defined.ts';

/** Monolithic mode: every pod runs all components. */
export function monolithicParts(settings: Settings) {
  const { kubernetes, loki } = settings;
  const size = sizeOf(kubernetes, 'loki');
  const labels = { ...podLabelsOf(settings).loki, 'app.kubernetes.io/component': 'single-binary' };
  return {
    singleBinary: {
      replicas: size.replicas,
      resources: resources(size.cpu, loki.memory),
      affinity: apart(labels),
      topologySpreadConstraints: acrossZones(labels),
      persistence: persistence(settings, size.storage),
      podDisruptionBudget: { enabled: size.replicas > 1, maxUnavailable: 1 },
      // Long enough to flush the chunks in memory.
      terminationGracePeriodSeconds: 120,
    },
    gateway: { enabled: false },
    chunksCache: { enabled: false },
    resultsCache: { enabled: false },
    ...none(
      'ingester',
      'distributor',
      'querier',
      'queryFrontend',
      'queryScheduler',
      'indexGateway',
      'compactor',
    ),
  };
}

/**
 * One pod per component. Resource shares follow loki `docs/sources/setup/size` for up to some hundred GB per day; the key
 * `replicas` sets the ingesters, and the components that must keep up with them scale along.
 */
export function distributedParts(settings: Settings) {
  const { kubernetes, loki } = settings;
  const size = sizeOf(kubernetes, 'loki');
  const role = (component: string, replicas: number, cpu: string, memoryMiB: number) => {
    const labels = { ...podLabelsOf(settings).loki, 'app.kubernetes.io/component': component };
    return {
      replicas,
      resources: resources(cpu, memoryMiB),
      affinity: apart(labels),
      topologySpreadConstraints: acrossZones(labels),
      podDisruptionBudget: { enabled: replicas > 1, maxUnavailable: 1 },
    };
  };
  const disk = (component: ReturnType<typeof role>) => ({
    ...component,
    persistence: persistence(settings, size.storage),
  });
  const cache = (component: string, allocatedMemory: number) => {
    const labels = { ...podLabelsOf(settings).loki, 'app.kubernetes.io/component': `memcached-${component}` };
    return {
      enabled: true,
      replicas: 2,
      allocatedMemory,
      // Cache size plus 20%, like the chart's own calculation.
      resources: resources('500m', Math.ceil(allocatedMemory * 1.2), 64),
      affinity: apart(labels),
      ...placementOf(settings, 'loki'),
      ...podAnnotations(settings),
      podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    };
  };
  return {
    singleBinary: { replicas: 0 },
    ingester: {
      ...disk(role('ingester', size.replicas, size.cpu, loki.memory)),
      zoneAwareReplication: { enabled: false },
    },
    distributor: role('distributor', size.replicas, '1', 512),
    querier: role('querier', size.replicas, '1', 1024),
    queryFrontend: role('query-frontend', 2, '1', 1024),
    queryScheduler: role('query-scheduler', 2, '500m', 256),
    indexGateway: disk(role('index-gateway', 2, '500m', 1024)),
    compactor: disk(role('compactor', 1, '1', 2048)),
    gateway: {
      enabled: true,
      replicas: 2,
      metrics: { enabled: false },
      livenessProbe: { tcpSocket: { port: 'http' }, periodSeconds: 30, failureThreshold: 4 },
      resources: resources('500m', 128),
      deploymentStrategy: REPLACED_IN_PLACE,
      ...podAnnotations(settings),
      podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    },
    chunksCache: cache('chunks-cache', 2048),
    resultsCache: cache('results-cache', 512),
    memcachedExporter: { enabled: false },
  };
}

function persistence({ kubernetes }: Settings, size: string) {
  return {
    enabled: true,
    size,
    ...defined({ storageClass: kubernetes.storageClass }),
    // Contains logs that are not yet in the object store.
    enableStatefulSetAutoDeletePVC: false,
  };
}

const none = (...components: string[]) =>
  Object.fromEntries(components.map((component) => [component, { replicas: 0 }]));
