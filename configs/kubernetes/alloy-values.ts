import { hasCredentials } from './collector-credentials.ts';
import { sizeOf } from '../settings/kubernetes-sizes.ts';
import type { Settings } from '../settings/index.ts';
import { OTLP, PARTS } from '../stack/parts.ts';
import { alloyConfig, COLLECTOR_MEMORY, CREDENTIALS_PATH } from './alloy-config.ts';
import { collectedNamespaces, readsServices } from './log-sources.ts';
import { podSettings } from './placement.ts';
import { imageParts } from '../text/image-parts.ts';
import { namesOf, podLabelsOf } from '../inventory/kubernetes.ts';
import {
  acrossZones,
  apart,
  claim,
  configChecksum,
  CONTAINER_SECURITY,
  podSecurity,
  pullSecrets,
  resources,
  TMP_MOUNT,
  TMP_VOLUME,
} from './workload.ts';
import { defined } from '../text/defined.ts';

/** The user that the image contains but does not run as by default (grafana/alloy `Dockerfile`). */
const USER = 473;
const DATA_PATH = '/var/lib/alloy/data';
export const CONFIG_KEY = 'config.alloy';

/** Ports of the pods and of the service, for applications. */
const OTLP_PORTS = Object.entries(OTLP).map(([name, port]) => ({
  name: `otlp-${name}`,
  port,
  targetPort: port,
  protocol: 'TCP',
}));

/** Values of the Alloy chart: a few collectors that read through the API server instead of one per node. */
export function alloyValues(settings: Settings) {
  const { kubernetes, images } = settings;
  const size = sizeOf(kubernetes, 'collector');
  const names = namesOf(settings);
  const labels = podLabelsOf(settings).alloy;
  const image = imageParts(images.alloy);
  return {
    global: {
      image: {
        ...defined({ registry: kubernetes.imageRegistry }),
        pullSecrets: pullSecrets(settings),
      },
      podSecurityContext: podSecurity(USER),
    },
    image: { ...image, digest: image.digest ?? null },
    crds: { create: false },
    alloy: {
      // A separate ConfigMap, because the chart would evaluate template syntax in the text.
      configMap: { create: false, name: names.alloy, key: CONFIG_KEY },
      clustering: { enabled: true, name: settings.name },
      storagePath: DATA_PATH,
      enableReporting: false,
      ...(settings.traces.enabled ? { extraPorts: OTLP_PORTS } : {}),
      extraArgs: ['--server.http.enable-pprof=false', '--server.http.disable-support-bundle=true'],
      securityContext: { ...CONTAINER_SECURITY, runAsUser: USER, runAsGroup: USER, runAsNonRoot: true },
      resources: resources(size.cpu, COLLECTOR_MEMORY),
      livenessProbe: {
        httpGet: { path: '/-/healthy', port: PARTS.alloy.kubernetes.port },
        initialDelaySeconds: 30,
        periodSeconds: 15,
        failureThreshold: 6,
      },
      mounts: {
        extra: [
          { name: 'data', mountPath: DATA_PATH },
          TMP_MOUNT,
          ...(hasCredentials(settings)
            ? [{ name: 'credentials', mountPath: CREDENTIALS_PATH, readOnly: true }]
            : []),
        ],
      },
    },
    // A new configuration replaces the pod, which resumes at the stored positions; this avoids a reloader sidecar.
    configReloader: { enabled: false },
    controller: {
      ...podSettings(settings, 'collector'),
      podAnnotations: { ...kubernetes.podAnnotations, ...configChecksum(alloyConfig(settings)) },
      type: 'statefulset',
      replicas: size.replicas,
      podDisruptionBudget: { enabled: size.replicas > 1, maxUnavailable: 1 },
      ...(size.replicas > 1
        ? { affinity: apart(labels), topologySpreadConstraints: acrossZones(labels) }
        : {}),
      // Read positions; without them, a restart reads all logs again.
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim(settings, size.storage) }],
      volumes: {
        extra: [
          TMP_VOLUME,
          ...(hasCredentials(settings)
            ? [{ name: 'credentials', secret: { secretName: `${names.alloy}-credentials` } }]
            : []),
        ],
      },
    },
    // Pods and their logs in the namespaces that are read: the chart's default can read every Secret of the cluster.
    rbac: {
      namespaces: collectedNamespaces(settings),
      rules: [
        { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
        ...(readsServices(settings)
          ? [
              { apiGroups: [''], resources: ['services'], verbs: ['get', 'list', 'watch'] },
              {
                apiGroups: ['discovery.k8s.io'],
                resources: ['endpointslices'],
                verbs: ['get', 'list', 'watch'],
              },
            ]
          : []),
      ],
      clusterRules: [],
    },
    serviceMonitor: { enabled: false },
  };
}
