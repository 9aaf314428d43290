import { hasKeys, s3Endpoint } from '../settings/object-store.ts';
import type { Settings } from '../settings/index.ts';
import { CONFIG_PATH } from '../tempo/config.ts';
import { defined } from '../text/defined.ts';
import { KEY, KEY_ID, STORE_CA } from './store-keys.ts';

/**
 * Storage of the blocks in an object store (tempo `docs/sources/tempo/configuration/_index.md`, Storage); undefined for the volume.
 * Keys come from the environment.
 */
export function blockStore({ kubernetes }: Settings): Readonly<Record<string, unknown>> | undefined {
  const store = kubernetes.tempo.objectStore;
  if (!store) return undefined;
  const { kind, bucket, region, insecure, account, ca } = store;
  const withKeys = hasKeys(store);
  switch (kind) {
    case 's3':
      return {
        backend: 's3',
        s3: {
          bucket,
          endpoint: s3Endpoint(store),
          ...defined({ region }),
          insecure,
          ...(ca === undefined ? {} : { tls_ca_path: `${CONFIG_PATH}/${STORE_CA}` }),
          ...(withKeys ? { access_key: `\${${KEY_ID}}`, secret_key: `\${${KEY}}` } : {}),
        },
      };
    case 'gcs':
      return { backend: 'gcs', gcs: { bucket_name: bucket } };
    case 'azure':
      return {
        backend: 'azure',
        azure: {
          container_name: bucket,
          storage_account_name: account,
          ...(withKeys ? { storage_account_key: `\${${KEY}}` } : { use_federated_token: true }),
        },
      };
  }
}
