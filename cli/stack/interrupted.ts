import type { Stack } from '@pulumi/pulumi/automation/index.js';
import { adopted, readGrafana } from './adopt-grafana.ts';
import type { Deployment } from './deployment.ts';
import type { DockerCli } from './docker-cli.ts';

/**
 * Tidies up after a run that was killed in the middle of making something, which may be there and is not written down. A
 * container or network of that name is in the way of the next one, so it goes; what Grafana holds is taken
 * into the state. Volumes with data are not touched.
 */
export async function repairInterrupted(stack: Stack, docker: DockerCli): Promise<void> {
  const state = await stack.exportStack();
  const deployment = (state.deployment ?? {}) as Deployment;
  const { pending_operations: pending = [], resources = [] } = deployment;
  if (pending.length === 0) return;
  const creating = pending.filter(({ type }) => type === 'creating').map(({ resource }) => resource);
  const inGrafana = creating.flatMap((resource) => adopted(resource, resources) ?? []);
  await stack.importStack({
    ...state,
    deployment: { ...deployment, resources: [...resources, ...inGrafana], pending_operations: [] },
  });
  // After the import, which takes the lock of the stack: an update in progress has pending operations as well.
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
}
