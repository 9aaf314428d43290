import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { Stack } from '@pulumi/pulumi/automation/index.js';
import { type LocalProject, ROOT } from './project.ts';

/** The holder of a lock in a `file://` back end (pulumi `pkg/backend/diy/lock.go`, 3.259). */
export interface Lock {
  readonly pid: number;
  readonly hostname: string;
}

/**
 * Releases the lock of a run that no longer exists because it was killed. Locks of other machines, of running processes and of
 * back ends other than local folders are kept.
 */
export async function clearStaleLock(stack: Stack, { env }: LocalProject): Promise<void> {
  const state = stateFolder(env['PULUMI_BACKEND_URL'] ?? process.env['PULUMI_BACKEND_URL']);
  if (state === undefined) return;
  const locks = locksIn(join(state, '.pulumi', 'locks', 'organization', 'llm-monitoring', stack.name));
  if (locks.length > 0 && !locks.some(mayBeHeld)) await stack.cancel();
}

/** Folder of a `file://` back end, `undefined` for other URLs; `~` is the home folder. */
export function stateFolder(url: string | undefined): string | undefined {
  const path = /^file:\/\/([^?]+)/.exec(url ?? '')?.[1];
  return path === undefined ? undefined : resolve(ROOT, path.replace(/^~/, homedir()));
}

function locksIn(folder: string): readonly Lock[] {
  if (!existsSync(folder)) return [];
  // Each lock also has a file with its attributes (`.json.attrs`).
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Lock);
}

/** False only if the holder was a process of this machine and no longer exists. */
export function mayBeHeld({ pid, hostname: host }: Lock): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
  return isPulumi(pid);
}

/**
 * A process ID accepts signals after its process has exited: until the parent reaps it, and after the ID was reused for another
 * process or thread.
 */
function isPulumi(pid: number): boolean {
  if (!existsSync('/proc/self/status')) return true;
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const value = (key: string) => new RegExp(`^${key}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '';
    return value('Name').includes('pulumi') && value('Tgid') === String(pid) && !/[ZX]/.test(value('State'));
  } catch {
    return false;
  }
}
