import type { Settings } from '../settings/index.ts';
import { hasKeys } from '../settings/object-store.ts';

/** Parts that may sign in to a cloud. */
export type IdentityPart = 'prometheus' | 'loki' | 'tempo' | 'grafana';

/** Annotation of a service account and label of its pods (Azure/azure-workload-identity, "Labels and annotations"). */
const AZURE_CLIENT = 'azure.workload.identity/client-id';
const AZURE_POD_LABEL = { 'azure.workload.identity/use': 'true' };

/** True if a part signs in to the cloud without keys: with an annotated service account, or with the identity of node or pod. */
export function imdsUser({ kubernetes }: Settings, part: IdentityPart): boolean {
  const { serviceAccount } = kubernetes[part];
  if (Object.keys(serviceAccount).length > 0) return true;
  if (part === 'loki' || part === 'tempo') {
    const store = kubernetes[part].objectStore;
    return store !== undefined && !hasKeys(store);
  }
  return kubernetes.prometheus.longTerm?.kind === 'amp';
}

/** Pod labels that an identity requires besides the annotation of the service account. */
export const identityLabels = (
  { kubernetes }: Settings,
  part: IdentityPart,
): Readonly<Record<string, string>> =>
  AZURE_CLIENT in kubernetes[part].serviceAccount ? AZURE_POD_LABEL : {};
