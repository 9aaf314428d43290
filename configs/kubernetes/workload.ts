import type { Settings } from '../settings/index.ts';
import { defined } from '../text/defined.ts';

/** What Pod Security *restricted* asks of a container, and a read-only root beside. */
export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  privileged: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
} as const;

/** The same for a pod. The group owns the disks. */
export const podSecurity = (user: number) =>
  ({
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: user,
    fsGroup: user,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  }) as const;

/** A user that no image and no distribution gives to anybody. */
export const NOBODY = 65_534;

/** CPU in thousandths of a core, of a Kubernetes quantity. */
export function milliCores(quantity: string): number {
  return quantity.endsWith('m') ? Number(quantity.slice(0, -1)) : Math.round(Number(quantity) * 1000);
}

/**
 * Requests and limits. Memory is reserved whole, as a server that is promised less is the first to be killed; CPU by half,
 * as a peak may borrow it.
 */
export function resources(cpu: string, memoryMiB: number, scratchMiB = 256) {
  const fixed = { memory: `${memoryMiB}Mi`, 'ephemeral-storage': `${scratchMiB}Mi` };
  return {
    requests: { cpu: `${Math.ceil(milliCores(cpu) / 2)}m`, ...fixed },
    limits: { cpu: `${milliCores(cpu)}m`, ...fixed },
  };
}

/** Never two on one node. */
export const apart = (matchLabels: Readonly<Record<string, string>>) => ({
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { labelSelector: { matchLabels }, topologyKey: 'kubernetes.io/hostname' },
    ],
  },
});

/** Zones share the pods out evenly where there are zones. */
export const acrossZones = (matchLabels: Readonly<Record<string, string>>) => [
  {
    maxSkew: 1,
    topologyKey: 'topology.kubernetes.io/zone',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels },
  },
];

/** A claim for a disk, as the volume claim templates of pods hold it. */
export function claim({ kubernetes }: Settings, storage: string) {
  return {
    accessModes: ['ReadWriteOnce'],
    ...defined({ storageClassName: kubernetes.storageClass }),
    resources: { requests: { storage } },
  };
}

/** Secrets with which images are pulled. */
export const pullSecrets = ({ kubernetes }: Settings): { name: string }[] =>
  kubernetes.imagePullSecret === undefined ? [] : [{ name: kubernetes.imagePullSecret }];
