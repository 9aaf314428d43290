import type { Settings } from '../settings/index.ts';
import type { Manifest, Selector } from './manifest.ts';
import { metadataOf } from './metadata.ts';
import { namespaceOf } from '../inventory/kubernetes.ts';

export interface Port {
  readonly port: number;
  readonly protocol?: 'TCP' | 'UDP';
}

export interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string };
}

/** Allowed traffic of one set of pods. */
export interface Rules {
  /** Allowed clients, by port of the pods. */
  readonly ingress?: readonly { readonly from: readonly Peer[]; readonly ports?: readonly Port[] }[];
  /** Allowed destinations; without `to`, any destination on these ports. */
  readonly egress?: readonly { readonly to?: readonly Peer[]; readonly ports?: readonly Port[] }[];
}

export const tcp = (...ports: number[]): Port[] => ports.map((port) => ({ port, protocol: 'TCP' }));

/** Gossip of Alertmanager, and of Grafana's embedded one. */
export const GOSSIP: readonly Port[] = [
  { port: 9094, protocol: 'TCP' },
  { port: 9094, protocol: 'UDP' },
];

/** DNS. */
export const DNS = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
    },
    // The cache on each node, at the same address in every cluster (kubernetes/dns, NodeLocal DNSCache).
    { ipBlock: { cidr: '169.254.20.10/32' } },
  ],
  ports: [
    { port: 53, protocol: 'UDP' as const },
    { port: 53, protocol: 'TCP' as const },
  ],
};

export const inNamespaces = (...names: readonly string[]): Peer[] =>
  names.map((name) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } }));

/** Pods of the stack, as seen from other namespaces. */
export const inStack = (settings: Settings, matchLabels: Readonly<Record<string, string>>): Peer => ({
  ...inNamespaces(namespaceOf(settings))[0],
  podSelector: { matchLabels },
});

/** One policy; it denies everything that it does not allow, in both directions. */
export function networkPolicy(
  settings: Settings,
  name: string,
  podSelector: Selector,
  rules: Rules,
): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { ...metadataOf(settings, `${settings.name}-${name}`), namespace: namespaceOf(settings) },
    spec: {
      podSelector,
      policyTypes: ['Ingress', 'Egress'],
      // An empty rule list is omitted, because the API server drops it, which would show up as a diff.
      ...(rules.ingress ? { ingress: rules.ingress } : {}),
      egress: rules.egress ?? [],
    },
  };
}

/** The endpoint with the default port of its scheme if it has none. */
export const withPort = (endpoint: string, otherwise: 'http' | 'https' | number): string =>
  /:[0-9]+$/.test(endpoint) ? endpoint : `${endpoint}:${portOf(endpoint, otherwise)}`;

/** Port of `host:port`, or the default of the scheme. */
export function portOf(endpoint: string, otherwise: 'http' | 'https' | number): number {
  const port = /:([0-9]+)$/.exec(endpoint)?.[1];
  if (port !== undefined) return Number(port);
  return typeof otherwise === 'number' ? otherwise : otherwise === 'https' ? 443 : 80;
}
