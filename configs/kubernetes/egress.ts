import type { Settings } from '../settings/index.ts';
import { receiverHosts } from '../settings/receivers.ts';
import { type IdentityPart, imdsUser } from './cloud-identity.ts';
import { inNamespaces, type Peer, type Port, portOf, tcp, withPort } from './network-policy.ts';

/** One entry of `egress`. */
interface Allowed {
  readonly to?: readonly Peer[];
  readonly ports?: readonly Port[];
}

/** Name of a Service with its namespace; the suffix is the default domain of clusters. */
const SERVICE = /^[a-z0-9-]+\.([a-z0-9-]+)\.svc(?:\.cluster\.local)?$/;

/**
 * Rules for connections to the given `host:port` addresses. A Service of the cluster is allowed by its namespace, because policies see
 * the port of the pod, which may differ from that of the Service; any other host by its port.
 */
export function connectionsTo(endpoints: readonly string[], more: readonly number[] = []): Allowed[] {
  const hosts = endpoints.map((endpoint) => ({ host: endpoint.replace(/:[0-9]+$/, ''), endpoint }));
  const inside = hosts.flatMap(({ host }) => SERVICE.exec(host)?.[1] ?? []);
  const ports = hosts.filter(({ host }) => !SERVICE.test(host)).map(({ endpoint }) => portOf(endpoint, 443));
  const outside = [...new Set([...more, ...ports])];
  return [
    ...(inside.length > 0 ? [{ to: inNamespaces(...[...new Set(inside)].sort()) }] : []),
    ...(outside.length > 0 ? [{ ports: tcp(...outside) }] : []),
  ];
}

/** Rules for the receivers of notifications, and for the ports that the stack file adds. */
export const toReceivers = (settings: Settings, more: readonly string[] = []): Allowed[] =>
  connectionsTo([...more, ...receiverHosts(settings)], settings.kubernetes.networkPolicies.egressPorts);

const address = (cidr: string, port: number): Allowed => ({ to: [{ ipBlock: { cidr } }], ports: tcp(port) });

/**
 * Addresses from which pods get the credentials of a cloud identity, and the HTTPS endpoint that exchanges them. Sources: EKS user guide
 * "How EKS Pod Identity works" (169.254.170.23), GKE "Use Workload Identity Federation", network policies (169.254.169.252:988, with
 * Dataplane V2 169.254.169.254:80), and the instance metadata service of all three clouds (169.254.169.254:80).
 */
const IDENTITY: readonly Allowed[] = [
  address('169.254.169.254/32', 80),
  address('169.254.169.252/32', 988),
  {
    to: [{ ipBlock: { cidr: '169.254.170.23/32' } }, { ipBlock: { cidr: 'fd00:ec2::23/128' } }],
    ports: tcp(80),
  },
];

/** Rules for a part that signs in with a cloud identity; none for others. */
export const toIdentity = (settings: Settings, part: IdentityPart): Allowed[] =>
  imdsUser(settings, part) ? [...IDENTITY, { ports: tcp(443) }] : [];

/** Connections to the object store of a part, and to what signs it in there. */
export function toStore(settings: Settings, name: 'loki' | 'tempo'): Allowed[] {
  const store = settings.kubernetes[name].objectStore;
  return [
    ...(store ? connectionsTo([withPort(store.endpoint ?? '', store.insecure ? 'http' : 'https')]) : []),
    ...toIdentity(settings, name),
  ];
}
