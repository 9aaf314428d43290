import type { Settings } from '../settings/index.ts';
import { GATEWAY_KINDS, type GatewayKind } from '../settings/targets.ts';

type Target = Settings['targets'][number];

/**
 * Default address of a gateway's metrics: `routerPort` of production-stack's chart, `--metrics-port` of the endpoint picker
 * (`pkg/epp/server/options.go`), the port of LiteLLM's proxy, whose `/metrics` redirects to `/metrics/`.
 */
const DEFAULTS: Readonly<Record<GatewayKind, { readonly port: number; readonly path: string }>> = {
  'production-stack-router': { port: 8000, path: '/metrics' },
  'llm-d-epp': { port: 9090, path: '/metrics' },
  litellm: { port: 4000, path: '/metrics/' },
};

const isGateway = (kind: Target['kind']): kind is GatewayKind =>
  (GATEWAY_KINDS as readonly string[]).includes(kind);

/** Path and endpoints of a target, with the defaults of its kind. */
export function scrapedAt({ kind, path, endpoints }: Target): {
  readonly path: string;
  readonly endpoints: readonly string[];
} {
  if (!isGateway(kind)) return { path: path ?? '/metrics', endpoints };
  const preset = DEFAULTS[kind];
  const withPort = (endpoint: string) => (/:\d+$/.test(endpoint) ? endpoint : `${endpoint}:${preset.port}`);
  return { path: path ?? preset.path, endpoints: endpoints.map(withPort) };
}

/** Which gateway the setting `router` of a discovery stands for. */
const ROUTER_KINDS = { 'production-stack': 'production-stack-router', 'llm-d': 'llm-d-epp' } as const;

/** Kind of the gateway that a discovery finds beside vLLM; none if it is not asked for. */
export function routerKindOf({
  router,
  preset,
}: Settings['kubernetes']['discovery'][number]):
  (typeof ROUTER_KINDS)[keyof typeof ROUTER_KINDS] | undefined {
  return router && preset in ROUTER_KINDS ? ROUTER_KINDS[preset as keyof typeof ROUTER_KINDS] : undefined;
}

export const routerJob = (discovery: string) => `${discovery}-router`;

/** Jobs of the gateways of a kind, sorted. */
export function gatewayJobs({ targets, backend, kubernetes }: Settings, kind: GatewayKind): string[] {
  const found =
    backend === 'kubernetes' ? kubernetes.discovery.filter((each) => routerKindOf(each) === kind) : [];
  return [
    ...targets.filter((target) => target.kind === kind).map(({ name }) => name),
    ...found.map(({ name }) => routerJob(name)),
  ].sort();
}

/** Jobs of all gateways that a discovery finds, sorted. */
export const discoveredGatewayJobs = ({ backend, kubernetes }: Settings): string[] =>
  (backend === 'kubernetes' ? kubernetes.discovery : [])
    .filter((discovery) => routerKindOf(discovery) !== undefined)
    .map(({ name }) => routerJob(name))
    .sort();
