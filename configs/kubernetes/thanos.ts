import type { Settings } from '../settings/index.ts';
import { PARTS, THANOS_GRPC } from '../stack/parts.ts';
import { THANOS_IMAGE } from '../versions.ts';
import { mirrored } from '../text/image-parts.ts';
import type { Manifest } from './manifest.ts';
import { metadataOf } from './metadata.ts';
import { podMetadata } from './placement.ts';
import {
  acrossZones,
  apart,
  awaited,
  CONTAINER_SECURITY,
  NOBODY,
  podDefaults,
  podSecurity,
  REPLACED_IN_PLACE,
  resources,
} from './workload.ts';
import { namesOf, namespaceOf, podLabelsOf } from '../inventory/kubernetes.ts';
import { isManaged } from '../inventory/managed.ts';

const HTTP = PARTS.thanos.kubernetes.port;
const GRPC = THANOS_GRPC;
const REPLICAS = 2;

/**
 * Thanos Query over the sidecars of the Prometheus replicas: it deduplicates samples and fills the gap that a restart leaves in
 * one replica. It is stateless.
 */
export function thanosQuery(settings: Settings): Manifest[] {
  if (!isManaged(settings, 'thanos')) return [];
  const { thanos } = namesOf(settings);
  const matchLabels = podLabelsOf(settings).thanos;
  const metadata = metadataOf(settings, thanos);
  const labeled = { ...metadata, labels: { ...metadata.labels, ...matchLabels } };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: labeled, automountServiceAccountToken: false },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: awaited(settings, labeled),
      spec: {
        replicas: REPLICAS,
        strategy: REPLACED_IN_PLACE,
        selector: { matchLabels },
        template: {
          metadata: podMetadata(settings, labeled.labels),
          spec: {
            serviceAccountName: thanos,
            ...podDefaults(settings, 'thanos'),
            securityContext: podSecurity(NOBODY),
            affinity: apart(matchLabels),
            topologySpreadConstraints: acrossZones(matchLabels),
            containers: [container(settings)],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: awaited(settings, labeled),
      spec: { selector: matchLabels, ports: [{ name: 'http', port: HTTP, targetPort: 'http' }] },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: labeled,
      spec: { maxUnavailable: 1, selector: { matchLabels } },
    },
  ];
}

function container(settings: Settings) {
  const { kubernetes, prometheus } = settings;
  const discovery = `${namesOf(settings).operator}-thanos-discovery.${namespaceOf(settings)}.svc`;
  const probe = (path: string, periodSeconds: number) => ({
    httpGet: { path, port: 'http' },
    periodSeconds,
    failureThreshold: 4,
  });
  return {
    name: 'query',
    image: mirrored(THANOS_IMAGE, kubernetes.imageRegistry),
    imagePullPolicy: 'IfNotPresent',
    args: [
      'query',
      `--http-address=0.0.0.0:${HTTP}`,
      `--grpc-address=0.0.0.0:${GRPC}`,
      // `--endpoint` is deprecated (thanos `cmd/thanos/query.go`, 0.42).
      `--endpoint.sd-config=${JSON.stringify({ endpoints: [{ address: `dnssrv+_grpc._tcp.${discovery}` }] })}`,
      // By default 30 s.
      '--store.sd-dns-interval=5s',
      '--query.replica-label=prometheus_replica',
      `--query.default-evaluation-interval=${prometheus.evaluationInterval}`,
      '--query.timeout=2m',
      '--log.format=json',
    ],
    ports: [{ name: 'http', containerPort: HTTP }],
    // Thanos is ready, with empty answers, before it knows a sidecar: time for a second lookup, because the first fails in a pod whose network
    // policies are not yet applied.
    readinessProbe: { ...probe('/-/ready', 5), initialDelaySeconds: 15 },
    livenessProbe: probe('/-/healthy', 30),
    resources: resources('1', 1024, 64),
    securityContext: { ...CONTAINER_SECURITY, runAsNonRoot: true },
  };
}
