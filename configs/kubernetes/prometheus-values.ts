import { externalAlertmanagers } from '../settings/own-alertmanager.ts';
import { sizeOf } from '../settings/kubernetes-sizes.ts';
import type { Settings } from '../settings/index.ts';
import { THANOS_IMAGE } from '../versions.ts';
import { alertmanagerValues } from './alertmanager-values.ts';
import { clusterParts } from '../inventory/cluster-parts.ts';
import { imageParts, imageWithSha, mirrored } from '../text/image-parts.ts';
import { remoteWrite, replicaLabel } from './long-term.ts';
import { webTls } from './prometheus-tls.ts';
import { isManaged } from '../inventory/managed.ts';
import { generatesSpanMetrics } from '../inventory/traces.ts';
import { operatedPods, podSettings } from './placement.ts';
import {
  CONTAINER_SECURITY,
  NOBODY,
  REPLACED_IN_PLACE,
  apart,
  claim,
  podSecurity,
  pullSecrets,
  resources,
} from './workload.ts';
import { namespaceOf, namesOf, nodeNamespaceOf } from '../inventory/kubernetes.ts';
import { defined } from '../text/defined.ts';

/** Share of the disk for samples; the remainder is for the write-ahead log and compaction. */
const FILLED = 0.8;

/** Values of the chart kube-prometheus-stack: the operator and Prometheus, without the parts of other releases or manifests. */
export function prometheusValues(settings: Settings) {
  const { kubernetes, name } = settings;
  const size = sizeOf(kubernetes, 'prometheus');
  const several = size.replicas > 1;
  return {
    fullnameOverride: name,
    global: {
      ...defined({ imageRegistry: kubernetes.imageRegistry }),
      imagePullSecrets: pullSecrets(settings),
      rbac: { create: true },
    },
    // Helm never upgrades CRDs of a chart, so they are a release of their own.
    crds: { enabled: false },
    defaultRules: { create: false },
    alertmanager: alertmanagerValues(settings),
    grafana: { enabled: false },
    ...clusterMetrics(settings),
    prometheusOperator: operator(settings),
    prometheus: {
      serviceMonitor: { selfMonitor: false },
      serviceAccount: { annotations: kubernetes.prometheus.serviceAccount },
      // Sticky sessions: queries of a browser stay on one of two replicas, whose samples differ by seconds.
      service: { sessionAffinity: several ? 'ClientIP' : 'None' },
      thanosService: { enabled: isManaged(settings, 'thanos') },
      podDisruptionBudget: { enabled: several, minAvailable: size.replicas - 1 },
      prometheusSpec: prometheusSpec(settings),
    },
  };
}

function prometheusSpec(settings: Settings) {
  const { prometheus, kubernetes, images } = settings;
  const size = sizeOf(kubernetes, 'prometheus');
  const image = imageWithSha(images.prometheus);
  const own = { matchLabels: { 'kubernetes.io/metadata.name': namespaceOf(settings) } };
  return {
    image,
    replicas: size.replicas,
    ...replicaLabel(kubernetes.prometheus.longTerm),
    externalLabels: prometheus.externalLabels,
    scrapeInterval: prometheus.scrapeInterval,
    scrapeTimeout: prometheus.scrapeTimeout,
    evaluationInterval: prometheus.evaluationInterval,
    retention: prometheus.retention,
    retentionSize: prometheus.retentionSize ?? filled(size.storage),
    storageSpec: { volumeClaimTemplate: { spec: claim(settings, size.storage) } },
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    resources: resources(size.cpu, prometheus.memory),
    securityContext: podSecurity(NOBODY),
    podAntiAffinity: size.replicas > 1 ? 'hard' : 'soft',
    ...operatedPods(settings, 'prometheus'),
    tsdb: { outOfOrderTimeWindow: '10m' },
    query: { timeout: '2m', maxConcurrency: 20 },
    logFormat: 'json',
    enableAdminAPI: false,
    // Tempo writes metrics of spans; their exemplars lead to traces.
    ...(generatesSpanMetrics(settings)
      ? { enableRemoteWriteReceiver: true, enableFeatures: ['exemplar-storage'] }
      : {}),
    // Only objects of the stack (by the label of the release, the chart's default), which may share its namespace with other monitoring.
    ...Object.fromEntries(
      ['rule', 'serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig'].map((kind) => [
        `${kind}NamespaceSelector`,
        own,
      ]),
    ),
    ...webTls(settings),
    remoteWrite: remoteWrite(settings),
    ...alertmanagers(settings),
    ...(isManaged(settings, 'thanos')
      ? {
          thanos: {
            image: mirrored(THANOS_IMAGE, kubernetes.imageRegistry),
            version: imageParts(THANOS_IMAGE).tag,
            resources: resources('200m', 256),
          },
        }
      : {}),
  };
}

/**
 * Rule engine prometheus with external Alertmanagers; a managed Alertmanager is added by the chart. The operator drops the
 * replica label from alerts.
 */
function alertmanagers(settings: Settings) {
  const targets = externalAlertmanagers(settings);
  return targets.length === 0 ? {} : { additionalAlertManagerConfigs: [{ static_configs: [{ targets }] }] };
}

/** Prometheus' unit names are powers of 1024, like the Kubernetes quantities with an "i". */
function filled(storage: string): string {
  const amount = Number.parseInt(storage, 10);
  const megabytes = amount * { Mi: 1, Gi: 1024, Ti: 1024 ** 2 }[storage.slice(-2) as 'Mi' | 'Gi' | 'Ti'];
  return `${Math.floor(megabytes * FILLED)}MB`;
}

function operator(settings: Settings) {
  const { kubernetes } = settings;
  const { operator: release } = namesOf(settings);
  return {
    enabled: kubernetes.operator === 'own',
    // Its certificate would come from the webhook's jobs.
    tls: { enabled: false },
    // Rules and monitors are created and tested only by this program.
    admissionWebhooks: { enabled: false },
    namespaces: { releaseNamespace: true, additional: [] },
    // In the namespace of the stack, so that nothing is left in kube-system when the stack is gone.
    kubeletService: clusterParts(settings).kubelets
      ? { enabled: true, namespace: namespaceOf(settings) }
      : { enabled: false },
    serviceMonitor: { selfMonitor: false },
    resources: resources('200m', 256, 64),
    prometheusConfigReloader: { resources: resources('50m', 64, 64), enableProbe: true },
    securityContext: podSecurity(NOBODY),
    containerSecurityContext: CONTAINER_SECURITY,
    affinity: apart({ app: 'kube-prometheus-stack-operator', release }),
    // One node may be all there is: the old pod has to go first. A change of the affinity alone would not help installations
    // whose old pod still has it.
    strategy: REPLACED_IN_PLACE,
    ...podSettings(settings, 'operator'),
  };
}

function clusterMetrics(settings: Settings) {
  const { objects, nodes, kubelets } = clusterParts(settings);
  const off = { enabled: false };
  return {
    kubernetesServiceMonitors: { enabled: kubelets },
    kubelet: kubelets
      ? { enabled: true, namespace: namespaceOf(settings), serviceMonitor: kubeletMonitor(settings) }
      : off,
    kubeApiServer: off,
    kubeControllerManager: off,
    coreDns: off,
    kubeEtcd: off,
    kubeScheduler: off,
    kubeProxy: off,
    kubeStateMetrics: { enabled: objects },
    nodeExporter: { enabled: nodes },
    ...(objects
      ? {
          'kube-state-metrics': {
            fullnameOverride: `${settings.name}-kube-state-metrics`,
            prometheus: { monitor: off },
            // Without metrics on Secrets and ConfigMaps.
            collectors: [
              'daemonsets',
              'deployments',
              'jobs',
              'namespaces',
              'nodes',
              'persistentvolumeclaims',
              'pods',
              'replicasets',
              'statefulsets',
            ],
            securityContext: podSecurity(NOBODY),
            containerSecurityContext: CONTAINER_SECURITY,
            resources: resources('200m', 256, 64),
            ...podSettings(settings, 'kubeStateMetrics'),
          },
        }
      : {}),
    ...(nodes
      ? {
          'prometheus-node-exporter': {
            fullnameOverride: `${settings.name}-node-exporter`,
            // The chart would add its own suffix to the tag.
            image: { ...imageParts(settings.images.nodeExporter), distroless: false },
            namespaceOverride: nodeNamespaceOf(settings),
            prometheus: { monitor: off },
            resources: resources('200m', 64, 64),
            serviceAccount: { automountServiceAccountToken: false },
            containerSecurityContext: CONTAINER_SECURITY,
            ...podSettings(settings, 'nodeExporter'),
          },
        }
      : {}),
  };
}

/**
 * The kubelets' own metrics are needed for the fill level of volumes; those of containers are many, and scraped only if wanted.
 */
function kubeletMonitor(settings: Settings) {
  const { containers } = clusterParts(settings);
  const drop = (regex: string, ...sourceLabels: string[]) => ({ sourceLabels, action: 'drop', regex });
  return {
    cAdvisor: containers,
    probes: false,
    // The chart's defaults drop `container_spec_*`, without which a memory limit is unknown.
    cAdvisorMetricRelabelings: [
      drop('container_cpu_(load_average_10s|system_seconds_total|user_seconds_total)', '__name__'),
      drop(
        'container_(fs|blkio|file_descriptors|tasks_state|threads|ulimits|sockets|processes)_?.*',
        '__name__',
      ),
      drop('container_memory_(mapped_file|swap|cache|failures_total)', '__name__'),
      drop('container_network_.*;(cali|cilium|cni|lxc|nodelocaldns|tunl).*', '__name__', 'interface'),
      drop('container_spec_(cpu|memory_(reservation|swap)|start).*', '__name__'),
      drop('.+;', 'id', 'pod'),
    ],
    ...(containers
      ? {}
      : {
          metricRelabelings: [
            { sourceLabels: ['__name__'], action: 'keep', regex: 'kubelet_volume_stats_.+' },
          ],
        }),
  };
}
