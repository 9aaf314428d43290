import type { ObjectStore } from './kubernetes-stores.ts';

/** True if a store is accessed with keys, of the stack file or of an existing Secret, instead of an identity. */
export const hasKeys = ({ existingSecret, secretAccessKey }: ObjectStore): boolean =>
  existingSecret !== undefined || secretAccessKey !== undefined;

/** Host of an S3 store; without an endpoint, AWS S3 in the configured region. */
export const s3Endpoint = ({ endpoint, region }: ObjectStore): string =>
  endpoint ?? `s3.${region}.amazonaws.com`;
