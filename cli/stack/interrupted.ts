import type { Stack } from '@pulumi/pulumi/automation/index.js';
import { adopted, readGrafana } from './adopt-grafana.ts';
import type { Deployment, StateResource } from './deployment.ts';
import type { DockerCli } from './docker-cli.ts';

/** Resources of the state, and those that a killed run was creating: all, and the ones in Grafana. */
export interface Repaired {
  readonly resources: readonly StateResource[];
  readonly creating: readonly StateResource[];
  readonly inGrafana: readonly StateResource[];
}

/**
 * Forgets the operations that a killed run did not finish. In a cluster, objects that exist are updated instead of created; the objects in
 * Grafana that may exist are entered into the state.
 */
export async function repairPending(stack: Stack): Promise<Repaired> {
  const state = await stack.exportStack();
  const deployment = (state.deployment ?? {}) as Deployment;
  const { pending_operations: pending = [], resources = [] } = deployment;
  if (pending.length === 0) return { resources, creating: [], inGrafana: [] };
  const creating = pending.filter(({ type }) => type === 'creating').map(({ resource }) => resource);
  const inGrafana = creating.flatMap((resource) => adopted(resource, resources) ?? []);
  const repaired = [...resources, ...inGrafana];
  await stack.importStack({
    ...state,
    deployment: { ...deployment, resources: repaired, pending_operations: [] },
  });
  return { resources: repaired, creating, inGrafana };
}

/**
 * Cleans up after a run that was killed while it created a resource, which may exist without being recorded. A container or
 * network of that name would block the next run, so it is removed; Grafana objects are imported into the state. Volumes are not
 * touched. Returns the resources of the state.
 */
export async function repairInterrupted(stack: Stack, docker: DockerCli): Promise<readonly StateResource[]> {
  const { resources, creating, inGrafana } = await repairPending(stack);
  // After the import, which acquires the lock of the stack, because an update in progress has pending operations too.
  for (const { type, inputs } of creating) {
    const name = inputs?.['name'];
    if (typeof name !== 'string') continue;
    if (type === 'docker:index/container:Container') await docker.remove(name);
    if (type === 'docker:index/network:Network') await docker.removeNetwork(name);
  }
  if (inGrafana.length > 0)
    await readGrafana(
      stack,
      inGrafana.map(({ urn }) => urn),
    );
  return resources;
}
