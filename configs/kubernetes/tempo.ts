import { namesOf, podLabelsOf } from '../inventory/kubernetes.ts';
import { generatesSpanMetrics } from '../inventory/traces.ts';
import { isManaged } from '../inventory/managed.ts';
import { sizeOf } from '../settings/kubernetes-sizes.ts';
import type { Settings } from '../settings/index.ts';
import { OTLP, PARTS } from '../stack/parts.ts';
import { CA_FILE, CONFIG_PATH, DATA_PATH, tempoText } from '../tempo/config.ts';
import { defined } from '../text/defined.ts';
import { mirrored } from '../text/image-parts.ts';
import { identityLabels } from './cloud-identity.ts';
import type { Manifest } from './manifest.ts';
import { metadataOf } from './metadata.ts';
import { podMetadata } from './placement.ts';
import { STORE_CA, storeKeys } from './store-keys.ts';
import { blockStore } from './tempo-store.ts';
import {
  awaited,
  claim,
  configChecksum,
  CONTAINER_SECURITY,
  podDefaults,
  podSecurity,
  resources,
  TMP_MOUNT,
  TMP_VOLUME,
} from './workload.ts';

/** The user of the image (grafana/tempo `cmd/tempo/Dockerfile`). */
const USER = 10_001;
const HTTP = PARTS.tempo.kubernetes.port;

/**
 * Tempo as one pod with a volume, configured as on Docker. Not the community's chart `tempo`: 2.2.4 passes `-mem-ballast-size-mbs`,
 * with which Tempo 3 does not start. For several pods, Tempo needs Kafka: see `traces.existing`.
 */
export function tempo(settings: Settings): Manifest[] {
  if (!isManaged(settings, 'tempo')) return [];
  const names = namesOf(settings);
  const matchLabels = podLabelsOf(settings).tempo;
  const metadata = metadataOf(settings, names.tempo);
  const labeled = { ...metadata, labels: { ...metadata.labels, ...matchLabels } };
  const config = tempoText(settings, blockStore(settings));
  const { serviceAccount } = settings.kubernetes.tempo;
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        ...labeled,
        ...(Object.keys(serviceAccount).length > 0 ? { annotations: serviceAccount } : {}),
      },
      automountServiceAccountToken: false,
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: labeled,
      data: { 'tempo.yml': config, ...authorities(settings) },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: awaited(settings, labeled),
      spec: {
        selector: matchLabels,
        ports: [
          { name: 'http', port: HTTP, targetPort: 'http' },
          { name: 'otlp-http', port: OTLP.http, targetPort: 'otlp-http' },
        ],
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: awaited(settings, labeled),
      spec: {
        replicas: 1,
        serviceName: names.tempo,
        selector: { matchLabels },
        template: {
          metadata: podMetadata(
            settings,
            { ...labeled.labels, ...identityLabels(settings, 'tempo') },
            configChecksum(config),
          ),
          spec: {
            serviceAccountName: names.tempo,
            ...podDefaults(settings, 'tempo'),
            securityContext: podSecurity(USER),
            containers: [container(settings)],
            volumes: [{ name: 'config', configMap: { name: names.tempo } }, TMP_VOLUME],
          },
        },
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: claim(settings, sizeOf(settings.kubernetes, 'tempo').storage),
          },
        ],
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      },
    },
  ];
}

/** Authorities of the servers that Tempo writes to: a managed Prometheus with TLS, and the object store. */
const authorities = (settings: Settings): Record<string, string> =>
  defined({
    [CA_FILE]: generatesSpanMetrics(settings) ? settings.prometheus.tls?.ca : undefined,
    [STORE_CA]: settings.kubernetes.tempo.objectStore?.ca,
  });

function container(settings: Settings) {
  const { kubernetes, images, traces } = settings;
  const keys = storeKeys(kubernetes.tempo.objectStore, namesOf(settings).traceStore);
  const probe = (periodSeconds: number, failureThreshold: number) => ({
    httpGet: { path: '/ready', port: 'http' },
    periodSeconds,
    failureThreshold,
  });
  return {
    name: 'tempo',
    image: mirrored(images.tempo, kubernetes.imageRegistry),
    imagePullPolicy: 'IfNotPresent',
    args: [`-config.file=${CONFIG_PATH}/tempo.yml`, ...(keys.length > 0 ? ['-config.expand-env=true'] : [])],
    ...(keys.length > 0 ? { env: keys } : {}),
    ports: [
      { name: 'http', containerPort: HTTP },
      { name: 'otlp-http', containerPort: OTLP.http },
    ],
    startupProbe: probe(5, 24),
    readinessProbe: probe(5, 4),
    livenessProbe: probe(30, 4),
    volumeMounts: [
      { name: 'config', mountPath: CONFIG_PATH, readOnly: true },
      { name: 'data', mountPath: DATA_PATH },
      TMP_MOUNT,
    ],
    resources: resources(sizeOf(kubernetes, 'tempo').cpu, traces.memory),
    securityContext: { ...CONTAINER_SECURITY, runAsNonRoot: true },
  };
}
