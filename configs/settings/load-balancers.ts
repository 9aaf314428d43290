/** Load balancers of Google Cloud, which connect to pods directly (Cloud Load Balancing docs, "Firewall rules"). */
const GOOGLE = ['130.211.0.0/22', '35.191.0.0/16'];

/** Annotation that older ingresses name their class with. */
const CLASS = 'kubernetes.io/ingress.class';

interface Ingress {
  readonly kind: string;
  readonly className?: string | undefined;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly controllerNamespace?: string | undefined;
  readonly sourceRanges?: readonly string[];
}

/** Class of an ingress; empty for the default of the cluster. */
export const classOf = ({ className, annotations }: Ingress): string =>
  className ?? annotations?.[CLASS] ?? '';

/** True if a load balancer outside the cluster connects to the pods, without pods of a controller in between. */
export const isCloudLoadBalancer = (access: Ingress): boolean =>
  access.kind === 'ingress' && /^(alb|gce|gce-internal|azure-application-gateway)$/.test(classOf(access));

/** Namespace of the pods of an ingress controller: as configured, or that of the class whose chart and manifests name one. */
export const controllerNamespaceOf = (access: Ingress): string | undefined =>
  access.controllerNamespace ?? (classOf(access) === 'nginx' ? 'ingress-nginx' : undefined);

/** Ranges from which load balancers connect: those of the stack file, and those that the class implies. */
export const loadBalancerRanges = (access: Ingress): readonly string[] => [
  ...(access.sourceRanges ?? []),
  ...(classOf(access).startsWith('gce') ? GOOGLE : []),
];
