import { createHash } from 'node:crypto';
import type { Settings } from '../settings/index.ts';
import type { PlacedPart } from '../settings/kubernetes-pods.ts';
import { placementOf } from './placement.ts';
import { defined } from '../text/defined.ts';
import type { Manifest } from './manifest.ts';

/** Security context required by Pod Security *restricted*, with a read-only root file system. */
export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  privileged: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
} as const;

/** The same for a pod. Disks are owned by the group. */
export const podSecurity = (user: number) =>
  ({
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: user,
    fsGroup: user,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  }) as const;

/** A UID that no image or distribution uses. */
export const NOBODY = 65_534;

/** A Kubernetes CPU quantity in millicores. */
export function milliCores(quantity: string): number {
  return quantity.endsWith('m') ? Number(quantity.slice(0, -1)) : Math.round(Number(quantity) * 1000);
}

/** Quantities as the API server stores them; another form would be a change each time that a manifest is applied. */
const cores = (milli: number): string => (milli % 1000 === 0 ? `${milli / 1000}` : `${milli}m`);
const mebibytes = (amount: number): string => (amount % 1024 === 0 ? `${amount / 1024}Gi` : `${amount}Mi`);

/**
 * Requests and limits. Memory is requested in full, because pods above their request are evicted first; CPU is requested by
 * half, because peaks may borrow it.
 */
export function resources(cpu: string, memoryMiB: number, scratchMiB = 256) {
  const fixed = { memory: mebibytes(memoryMiB), 'ephemeral-storage': mebibytes(scratchMiB) };
  return {
    requests: { cpu: cores(Math.ceil(milliCores(cpu) / 2)), ...fixed },
    limits: { cpu: cores(milliCores(cpu)), ...fixed },
  };
}

/**
 * Rolling update of a Deployment whose pods never share a node: without a free node the surge pod of the default strategy stays pending
 * until the release times out.
 */
export const REPLACED_IN_PLACE = {
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
} as const;

/** A writable `/tmp`, since root file systems are read-only: its volume and its mount. */
export const TMP_VOLUME = { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } } as const;
export const TMP_MOUNT = { name: 'tmp', mountPath: '/tmp' } as const;

/** Annotation of pods that a new configuration replaces. */
export const configChecksum = (config: string) => ({
  'checksum/config': createHash('sha256').update(config).digest('hex'),
});

/** Never two on one node. */
export const apart = (matchLabels: Readonly<Record<string, string>>) => ({
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { labelSelector: { matchLabels }, topologyKey: 'kubernetes.io/hostname' },
    ],
  },
});

/** Spreads the pods evenly over zones, if there are any. */
export const acrossZones = (matchLabels: Readonly<Record<string, string>>) => [
  {
    maxSkew: 1,
    topologyKey: 'topology.kubernetes.io/zone',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels },
  },
];

/** A volume claim template. */
export function claim({ kubernetes }: Settings, storage: string) {
  return {
    accessModes: ['ReadWriteOnce'],
    ...defined({ storageClassName: kubernetes.storageClass }),
    resources: { requests: { storage } },
  };
}

/** Pod settings of the stack's own manifests, which need no access to the Kubernetes API. */
export const podDefaults = (settings: Settings, part: PlacedPart) => ({
  ...placementOf(settings, part),
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  // The API server drops an empty list, which would be a change each time that the manifest is applied.
  ...(pullSecrets(settings).length > 0 ? { imagePullSecrets: pullSecrets(settings) } : {}),
});

/** Disables Pulumi's own waiting for pods of a workload and behind a Service (pulumi-kubernetes `docs/await-logic`). */
const NOT_AWAITED = { 'pulumi.com/skipAwait': 'true' };

/** The metadata of an object whose pods Pulumi waits for, unless `kubernetes.waitForReady` is false. */
export const awaited = ({ kubernetes }: Settings, metadata: Manifest['metadata']): Manifest['metadata'] =>
  kubernetes.waitForReady
    ? metadata
    : { ...metadata, annotations: { ...metadata.annotations, ...NOT_AWAITED } };

/** Image pull secrets. */
export const pullSecrets = ({ kubernetes }: Settings): { name: string }[] =>
  kubernetes.imagePullSecret === undefined ? [] : [{ name: kubernetes.imagePullSecret }];
