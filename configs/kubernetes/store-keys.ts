import type { ObjectStore } from '../settings/kubernetes-stores.ts';
import { hasKeys } from '../settings/object-store.ts';

/** Environment variables with the access keys of an object store. */
export const KEY_ID = 'OBJECT_STORE_ACCESS_KEY_ID';
export const KEY = 'OBJECT_STORE_SECRET_ACCESS_KEY';

/** File with the authorities of an object store, in the folder that the server reads it from. */
export const STORE_CA = 'object-store-ca.pem';

/** The variables, from an existing Secret or from one of the stack with this name; none without keys. */
export function storeKeys(store: ObjectStore | undefined, secretName: string) {
  if (!store || !hasKeys(store)) return [];
  const name = store.existingSecret ?? secretName;
  const variable = (variableName: string, key: string) => ({
    name: variableName,
    valueFrom: { secretKeyRef: { name, key } },
  });
  return [
    ...(store.kind === 's3' ? [variable(KEY_ID, 'access-key-id')] : []),
    variable(KEY, 'secret-access-key'),
  ];
}
