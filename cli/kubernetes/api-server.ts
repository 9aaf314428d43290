import type { Settings } from '../../configs/index.ts';
import { isManaged } from '../../configs/inventory/managed.ts';
import { UserError } from '../stack/user-error.ts';
import type { Kubectl } from './kubectl.ts';

/** A part of what a Service leads to. */
export interface EndpointSlice {
  readonly ports?: readonly { readonly port?: number }[] | null;
}

/**
 * The error for a port of the API server that network policies do not allow. Policies see it instead of that of the Service `kubernetes`,
 * and without it the operator, Prometheus' discovery and Alloy fail with time-outs.
 */
export function blockedApiServer(
  { kubernetes: { networkPolicies } }: Settings,
  slices: readonly EndpointSlice[],
): UserError | undefined {
  const { enabled, apiServerPorts } = networkPolicies;
  const ports = [...new Set(slices.flatMap(({ ports }) => ports ?? []).flatMap(({ port }) => port ?? []))];
  const missing = ports.filter((port) => !apiServerPorts.includes(port));
  if (!enabled || missing.length === 0) return undefined;
  return new UserError(
    `llm-monitoring:kubernetes.networkPolicies.apiServerPorts: found ${JSON.stringify(apiServerPorts)}, expected the port of the API server of this cluster, ${missing.join(', ')}`,
    `Set it to ${JSON.stringify(ports)}.`,
  );
}

/** Parts that call the API server. */
const CALLERS = ['operator', 'prometheus', 'alloy'] as const;

/** @throws UserError if network policies would block the API server. */
export async function requireApiServer(kubectl: Kubectl, settings: Settings): Promise<void> {
  if (!CALLERS.some((part) => isManaged(settings, part))) return;
  const slices = await kubectl.list<EndpointSlice>(
    'endpointslices',
    '--namespace',
    'default',
    '--selector',
    'kubernetes.io/service-name=kubernetes',
  );
  const error = blockedApiServer(settings, slices);
  if (error) throw error;
}
