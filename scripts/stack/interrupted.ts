import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { Stack } from '@pulumi/pulumi/automation/index.js';
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

interface PendingOperation {
  readonly type: string;
  readonly resource: { readonly type: string; readonly inputs?: Readonly<Record<string, unknown>> };
}

interface Deployment {
  pending_operations?: readonly PendingOperation[];
}

/**
 * Tidies up after a run that was killed in the middle of making something: a container that was made but not written down
 * is in the way of the next one of its name, so it goes. Volumes and what is in them are not touched.
 */
export async function repairInterrupted(stack: Stack, docker: DockerCli): Promise<void> {
  const state = await stack.exportStack();
  const deployment = (state.deployment ?? {}) as Deployment;
  const pending = deployment.pending_operations ?? [];
  if (pending.length === 0) return;
  for (const { type, resource } of pending) {
    const name = resource.inputs?.['name'];
    if (type !== 'creating' || typeof name !== 'string') continue;
    if (resource.type === 'docker:index/container:Container') await docker.remove(name);
    if (resource.type === 'docker:index/network:Network') await docker.removeNetwork(name);
  }
  await stack.importStack({ ...state, deployment: { ...deployment, pending_operations: [] } });
}
