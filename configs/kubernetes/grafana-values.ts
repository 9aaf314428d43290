import { httpsIni } from '../grafana/hardening.ts';
import { GRAFANA_ENV } from '../grafana/environment.ts';
import { sizeOf } from '../settings/kubernetes-sizes.ts';
import type { Settings } from '../settings/index.ts';
import {
  ADMIN_PASSWORD_KEY,
  ADMIN_PATH,
  ADMIN_USER_KEY,
  DATABASE_CA_KEY,
  DATABASE_CA_PATH,
  DATABASE_PATH,
  passwordReset,
  SECRET_KEY_KEY,
} from './grafana-password.ts';
import { imageWithSha } from '../text/image-parts.ts';
import { grafanaUrl } from '../inventory/addresses.ts';
import { podSettings } from './placement.ts';
import {
  acrossZones,
  apart,
  CONTAINER_SECURITY,
  podSecurity,
  pullSecrets,
  REPLACED_IN_PLACE,
  resources,
} from './workload.ts';
import { namesOf, podLabelsOf } from '../inventory/kubernetes.ts';
import { defined } from '../text/defined.ts';

/** The image's user, who owns its files. */
const USER = 472;

/** Seconds in which one replica migrates the database; the liveness probe of the chart restarts others after 160. */
const MIGRATION_TIMEOUT = 120;

/** Values of the community's Grafana chart. The content is created through the Grafana provider. */
export function grafanaValues(settings: Settings) {
  const { kubernetes, images } = settings;
  const { database, access } = kubernetes.grafana;
  const size = sizeOf(kubernetes, 'grafana');
  const labels = podLabelsOf(settings).grafana;
  const several = size.replicas > 1;
  return {
    global: {
      imageRegistry: kubernetes.imageRegistry ?? null,
      imagePullSecrets: pullSecrets(settings),
    },
    image: imageWithSha(images.grafana),
    replicas: size.replicas,
    headlessService: several,
    // Only one Grafana can open the SQLite file: a new pod has to wait for the old one.
    persistence: database
      ? { enabled: false }
      : {
          enabled: true,
          type: 'sts',
          size: size.storage,
          ...defined({ storageClassName: kubernetes.storageClass }),
          persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        },
    // A root container, made unnecessary by the fsGroup of the volume.
    initChownData: { enabled: false },
    testFramework: { enabled: false },
    // The sidecars, which can read every Secret of the cluster, are off; Grafana then needs no Kubernetes API access.
    sidecar: {
      datasources: { enabled: false },
      dashboards: { enabled: false },
      alerts: { enabled: false },
    },
    rbac: { create: false },
    serviceAccount: { annotations: kubernetes.grafana.serviceAccount, automountServiceAccountToken: false },
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity(USER),
    containerSecurityContext: CONTAINER_SECURITY,
    extraEmptyDirMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'logs', mountPath: '/var/log/grafana' },
    ],
    resources: resources(size.cpu, settings.grafana.memory),
    ...podSettings(settings, 'grafana'),
    ...(several
      ? {
          podDisruptionBudget: { maxUnavailable: 1 },
          affinity: apart(labels),
          deploymentStrategy: REPLACED_IN_PLACE,
          topologySpreadConstraints: acrossZones(labels),
        }
      : {}),
    env: { ...GRAFANA_ENV, ...secretFiles(settings) },
    extraSecretMounts: secretMounts(settings),
    ...(database?.ca === undefined ? {} : { extraConfigmapMounts: [databaseCa(settings)] }),
    extraInitContainers: [passwordReset(settings)],
    'grafana.ini': ini(settings),
    ...(access.kind === 'ingress' ? { ingress: ingress(access) } : {}),
    ...(access.kind === 'gateway' ? { route: { main: route(access) } } : {}),
  };
}

/** Environment variables that refer to files, so that the pod's environment contains no secrets. */
function secretFiles({ kubernetes }: Settings): Record<string, string> {
  return {
    GF_SECURITY_ADMIN_USER__FILE: `${ADMIN_PATH}/${ADMIN_USER_KEY}`,
    GF_SECURITY_ADMIN_PASSWORD__FILE: `${ADMIN_PATH}/${ADMIN_PASSWORD_KEY}`,
    GF_SECURITY_SECRET_KEY__FILE: `${ADMIN_PATH}/${SECRET_KEY_KEY}`,
    ...(kubernetes.grafana.database ? { GF_DATABASE_PASSWORD__FILE: `${DATABASE_PATH}/password` } : {}),
  };
}

function secretMounts(settings: Settings) {
  const names = namesOf(settings);
  const { database } = settings.kubernetes.grafana;
  const mount = (name: string, secretName: string, mountPath: string) => ({
    name,
    secretName,
    mountPath,
    // Readable only by the user and group of the pod.
    defaultMode: 0o440,
    readOnly: true,
  });
  return [
    mount('admin', names.grafanaAdmin, ADMIN_PATH),
    ...(database ? [mount('database', database.existingSecret ?? names.grafanaDatabase, DATABASE_PATH)] : []),
  ];
}

const databaseCa = (settings: Settings) => ({
  name: 'database-ca',
  mountPath: DATABASE_CA_PATH,
  configMap: namesOf(settings).databaseCa,
  readOnly: true,
});

function ini(settings: Settings) {
  const { kubernetes } = settings;
  const { database, access } = kubernetes.grafana;
  const several = sizeOf(kubernetes, 'grafana').replicas > 1;
  const https = access.kind === 'port-forward' ? undefined : httpsIni(access.host);
  const auth = {
    ...https?.auth,
    // Queries to Amazon Managed Service for Prometheus are signed with the identity of the pods.
    ...(kubernetes.prometheus.longTerm?.kind === 'amp' ? { sigv4_auth_enabled: true } : {}),
  };
  return {
    server: { root_url: grafanaUrl(settings), ...https?.server },
    ...(https ? { security: https.security } : {}),
    ...(Object.keys(auth).length > 0 ? { auth } : {}),
    analytics: { check_for_updates: false },
    log: { mode: 'console' },
    'log.console': { format: 'json' },
    ...(database
      ? {
          database: {
            type: 'postgres',
            host: database.host,
            name: database.name,
            user: database.user,
            ssl_mode: database.sslMode,
            // Seconds: replicas that start together migrate one after the other. Without it all but one exit and start again, as they
            // do on the PostgreSQL of Grafana 12.3 in any case (`postgres_dialect.go`).
            ...(several ? { locking_attempt_timeout_sec: MIGRATION_TIMEOUT } : {}),
            ...(database.ca === undefined ? {} : { ca_cert_path: `${DATABASE_CA_PATH}/${DATABASE_CA_KEY}` }),
          },
        }
      : {}),
    // Every replica evaluates every rule; through gossip they send each notification only once.
    ...(several
      ? {
          unified_alerting: {
            ha_peers: `${namesOf(settings).grafana}-headless:9094`,
            ha_listen_address: '${POD_IP}:9094',
            ha_advertise_address: '${POD_IP}:9094',
          },
        }
      : {}),
  };
}

type Access<K> = Extract<Settings['kubernetes']['grafana']['access'], { kind: K }>;

function ingress({ host, className, tlsSecret, annotations }: Access<'ingress'>) {
  return {
    enabled: true,
    ...defined({ ingressClassName: className }),
    annotations,
    hosts: [host],
    tls: [{ secretName: tlsSecret, hosts: [host] }],
  };
}

function route({ host, gateway, gatewayNamespace }: Access<'gateway'>) {
  return {
    enabled: true,
    hostnames: [host],
    parentRefs: [{ name: gateway, namespace: gatewayNamespace }],
  };
}
