import type { SizedSection } from '../stack/parts.ts';

/** `staging`: one replica each. `prod`: no single point of failure. */
export const SIZES = ['staging', 'prod'] as const;

export type Size = (typeof SIZES)[number];

export interface ServerSize {
  readonly replicas: number;
  /** Disk of each replica, as a Kubernetes quantity. */
  readonly storage: string;
  /** CPU limit of each replica, as a Kubernetes quantity; half of it is reserved. */
  readonly cpu: string;
}

export type Server = SizedSection;

/**
 * Defaults of the size classes. Three Loki replicas are the minimum that survives the loss of one with a replication factor
 * of 3 (Loki docs, "HA monolithic"). One collector, because a read position is known only to the collector that stored it: among several, a
 * pod that changes hands is read again from its first line (grafana/alloy#3717, #7192). While it is away, lines stay on the nodes. 200 GiB hold 15 days of about 900,000 series scraped every 15 s at 1.5 bytes per sample.
 */
export const SIZE_CLASSES: Readonly<Record<Size, Readonly<Record<Server, ServerSize>>>> = {
  staging: {
    prometheus: { replicas: 1, storage: '20Gi', cpu: '1' },
    alertmanager: { replicas: 1, storage: '1Gi', cpu: '200m' },
    loki: { replicas: 1, storage: '20Gi', cpu: '1' },
    tempo: { replicas: 1, storage: '20Gi', cpu: '1' },
    grafana: { replicas: 1, storage: '5Gi', cpu: '500m' },
    collector: { replicas: 1, storage: '1Gi', cpu: '500m' },
  },
  prod: {
    prometheus: { replicas: 2, storage: '200Gi', cpu: '4' },
    alertmanager: { replicas: 2, storage: '1Gi', cpu: '200m' },
    loki: { replicas: 3, storage: '50Gi', cpu: '2' },
    // One also in prod: several need Kafka.
    tempo: { replicas: 1, storage: '100Gi', cpu: '2' },
    grafana: { replicas: 2, storage: '5Gi', cpu: '1' },
    collector: { replicas: 1, storage: '5Gi', cpu: '2' },
  },
};

type Own = { readonly [K in keyof ServerSize]?: ServerSize[K] | undefined };

/** The size of one server: its own keys override those of the size class. */
export function sizeOf(
  kubernetes: { readonly size: Size } & Record<Server, Own>,
  server: Server,
): ServerSize {
  const own = kubernetes[server];
  const shared = SIZE_CLASSES[kubernetes.size][server];
  return {
    replicas: own.replicas ?? shared.replicas,
    storage: own.storage ?? shared.storage,
    cpu: own.cpu ?? shared.cpu,
  };
}
