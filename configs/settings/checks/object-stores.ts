import { defined } from '../../text/defined.ts';
import type { ObjectStore } from '../kubernetes-stores.ts';
import type { ValidationError } from '../validation-error.ts';
import { onKubernetes } from './check.ts';

/** Keys that a kind of object store requires, and keys that exclude each other. */
export const objectStores = onKubernetes([], ({ kubernetes }) =>
  (['loki', 'tempo'] as const).flatMap((part) => storeErrors(part, kubernetes[part].objectStore)),
);

function storeErrors(part: 'loki' | 'tempo', store: ObjectStore | undefined): ValidationError[] {
  if (!store) return [];
  const error = (key: string, found: string, expected: string, example?: string): ValidationError => ({
    key: `kubernetes.${part}.objectStore${key}`,
    found,
    expected,
    ...defined({ example }),
  });
  const errors: ValidationError[] = [];
  if (store.kind === 's3' && store.region === undefined && store.endpoint === undefined) {
    errors.push(
      error('.region', 'nothing', 'the region of the bucket, or the endpoint of the store', '"eu-central-1"'),
    );
  }
  if (store.kind === 'azure' && store.account === undefined) {
    errors.push(error('.account', 'nothing', 'the storage account of the container', '"llmlogs"'));
  }
  if (store.ca !== undefined && (store.kind !== 's3' || store.insecure)) {
    errors.push(
      error(
        '.ca',
        store.kind === 's3'
          ? 'an authority together with insecure: true'
          : `an authority of kind ${store.kind}`,
        'an authority only for an S3-compatible store with HTTPS',
      ),
    );
  }
  const keys = [store.accessKeyId, store.secretAccessKey].filter((key) => key !== undefined).length;
  if (store.kind === 's3' && keys === 1) {
    errors.push(
      error(
        '',
        'only one of accessKeyId and secretAccessKey',
        'both, or none to use the identity of the pods',
      ),
    );
  }
  if (store.kind === 'gcs' && (keys > 0 || store.existingSecret !== undefined)) {
    errors.push(error('', 'keys', 'none: Google Cloud Storage uses workload identity'));
  }
  if (store.existingSecret !== undefined && keys > 0) {
    errors.push(error('', 'both keys and existingSecret', 'one of them'));
  }
  return errors;
}
