import { lokiConfig } from '../loki/config.ts';
import { hasKeys, s3Endpoint } from '../settings/object-store.ts';
import { sizeOf } from '../settings/kubernetes-sizes.ts';
import type { Settings } from '../settings/index.ts';
import { imageParts } from '../text/image-parts.ts';
import { distributedParts, monolithicParts } from './loki-parts.ts';
import { namesOf } from '../inventory/kubernetes.ts';
import { placementOf, podAnnotations, podLabels } from './placement.ts';
import { KEY, KEY_ID, storeKeys } from './store-keys.ts';
import { pullSecrets } from './workload.ts';
import { defined } from '../text/defined.ts';

const DATA_PATH = '/var/loki';
const STORE_CA_PATH = '/etc/object-store';

/** Values of the community's Loki chart. */
export function lokiValues(settings: Settings) {
  const { kubernetes, images } = settings;
  const { loki } = kubernetes;
  const distributed = loki.mode === 'distributed';
  return {
    ...(kubernetes.imageRegistry === undefined
      ? {}
      : { global: { imageRegistry: kubernetes.imageRegistry } }),
    imagePullSecrets: pullSecrets(settings),
    deploymentMode: distributed ? 'Distributed' : 'Monolithic',
    loki: { image: { ...imageParts(images.loki) }, ...podLabels(settings, 'loki'), ...server(settings) },
    defaults: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      extraArgs: ['-config.expand-env=true'],
      ...storeAccess(settings),
      // A pod leaves its Service as soon as it is not ready.
      service: { publishNotReadyAddresses: false },
      ...placementOf(settings, 'loki'),
      ...podAnnotations(settings),
    },
    serviceAccount: { annotations: loki.serviceAccount, automountServiceAccountToken: false },
    rbac: { namespaced: true },
    ...(distributed ? distributedParts(settings) : monolithicParts(settings)),
    read: { replicas: 0 },
    write: { replicas: 0 },
    backend: { replicas: 0 },
    // Replaced by the stack's network policies, Grafana's rules and the stack's dashboards.
    lokiCanary: { enabled: false },
    test: { enabled: false },
    ruler: { enabled: false },
    sidecar: { rules: { enabled: false } },
    monitoring: {
      dashboards: { enabled: false },
      rules: { enabled: false },
      serviceMonitor: { enabled: false },
    },
  };
}

/**
 * Keys and authorities of the object store, for the pods of every component. The authorities are added to those of the image, because
 * `object_store.s3.http` is ignored by reads (grafana/loki#22319, 3.7).
 */
function storeAccess(settings: Settings) {
  const { objectStore } = settings.kubernetes.loki;
  const names = namesOf(settings);
  const keys = storeKeys(objectStore, names.objectStore);
  if (objectStore?.ca === undefined) return { extraEnv: keys };
  const name = 'object-store-ca';
  return {
    extraEnv: [...keys, { name: 'SSL_CERT_DIR', value: STORE_CA_PATH }],
    extraVolumes: [{ name, configMap: { name: names.objectStoreCa } }],
    extraVolumeMounts: [{ name, mountPath: STORE_CA_PATH, readOnly: true }],
  };
}

/** Loki configuration: that of the Docker stack except for storage and rings. */
function server(settings: Settings) {
  const { kubernetes, logs } = settings;
  const { objectStore } = kubernetes.loki;
  const { replicas } = sizeOf(kubernetes, 'loki');
  const shared = lokiConfig(settings);
  const kind = objectStore?.kind ?? 'filesystem';
  return {
    auth_enabled: logs.tenant !== undefined,
    analytics: shared.analytics,
    server: {
      log_format: 'json',
      log_level: shared.server.log_level,
      http_server_read_timeout: shared.server.http_server_read_timeout,
      http_server_write_timeout: shared.server.http_server_write_timeout,
    },
    commonConfig: { path_prefix: DATA_PATH, replication_factor: replicas >= 3 ? 3 : 1 },
    schemaConfig: {
      configs: [
        {
          from: '2024-04-01',
          store: 'tsdb',
          object_store: kind,
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    storage: storage(settings),
    limits_config: shared.limits_config,
    ingester: { wal: { enabled: true, dir: `${DATA_PATH}/wal`, flush_on_shutdown: true } },
    compactor: {
      working_directory: `${DATA_PATH}/compactor`,
      retention_enabled: true,
      delete_request_store: kind,
    },
  };
}

/** The storage clients of 4.0 are enabled already with 3.7, so that the upgrade changes nothing. */
function storage({ kubernetes }: Settings) {
  const store = kubernetes.loki.objectStore;
  if (!store) {
    return {
      type: 'filesystem',
      use_thanos_objstore: false,
      filesystem: { chunks_directory: `${DATA_PATH}/chunks`, rules_directory: `${DATA_PATH}/rules` },
    };
  }
  const { kind, bucket, region, insecure, account } = store;
  const withKeys = hasKeys(store);
  const byKind = {
    s3: {
      endpoint: s3Endpoint(store),
      ...defined({ region }),
      insecure,
      ...(withKeys ? { access_key_id: `\${${KEY_ID}}`, secret_access_key: `\${${KEY}}` } : {}),
    },
    gcs: {},
    azure: { account_name: account, ...(withKeys ? { account_key: `\${${KEY}}` } : {}) },
  };
  return {
    type: kind,
    bucketNames: { chunks: bucket, ruler: bucket },
    use_thanos_objstore: true,
    object_store: { type: kind, [kind]: byKind[kind] },
  };
}
