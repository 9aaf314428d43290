import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { Stack } from '@pulumi/pulumi/automation/index.js';
import { adopted, readGrafana } from './adopt-grafana.ts';
import type { Deployment } from './deployment.ts';
import type { DockerCli } from './docker-cli.ts';
import { type LocalProject, ROOT } from './project.ts';

interface Lock {
  readonly pid: number;
  readonly hostname: string;
}

/**
 * Releases a lock that a run left which no longer lives, as a killed one does. Locks of other machines, of running
 * processes and of back ends that are no folder of this machine stay.
 */
export async function clearStaleLock(stack: Stack, { env }: LocalProject): Promise<void> {
  const state = stateFolder(env['PULUMI_BACKEND_URL'] ?? process.env['PULUMI_BACKEND_URL']);
  if (state === undefined) return;
  const folder = join(state, '.pulumi', 'locks', 'organization', 'llm-monitoring', stack.name);
  if (!existsSync(folder)) return;
  // Beside each lock lies a file of its attributes (`.json.attrs`).
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const locks = files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Lock);
  if (locks.length > 0 && locks.every(isDead)) await stack.cancel();
}

/** Folder of a `file://` back end, where that is what the URL names; `~` is the person's own folder. */
export function stateFolder(url: string | undefined): string | undefined {
  const path = /^file:\/\/([^?]+)/.exec(url ?? '')?.[1];
  return path === undefined ? undefined : resolve(ROOT, path.replace(/^~/, homedir()));
}

function isDead({ pid, hostname: host }: Lock): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

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
  for (const { type, inputs } of creating) {
    const name = inputs?.['name'];
    if (typeof name !== 'string') continue;
    if (type === 'docker:index/container:Container') await docker.remove(name);
    if (type === 'docker:index/network:Network') await docker.removeNetwork(name);
  }
  const inGrafana = creating.flatMap((resource) => adopted(resource, resources) ?? []);
  await stack.importStack({
    ...state,
    deployment: { ...deployment, resources: [...resources, ...inGrafana], pending_operations: [] },
  });
  if (inGrafana.length > 0)
    await readGrafana(
      stack,
      inGrafana.map(({ urn }) => urn),
    );
}
