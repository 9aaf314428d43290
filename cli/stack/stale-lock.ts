import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { Stack } from '@pulumi/pulumi/automation/index.js';
import { type LocalProject, ROOT } from './project.ts';

/** Who holds a lock of a `file://` back end (pulumi `pkg/backend/diy/lock.go`, 3.259). */
export interface Lock {
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
  const locks = locksIn(join(state, '.pulumi', 'locks', 'organization', 'llm-monitoring', stack.name));
  if (locks.length > 0 && !locks.some(mayBeHeld)) await stack.cancel();
}

/** Folder of a `file://` back end, where that is what the URL names; `~` is the person's own folder. */
export function stateFolder(url: string | undefined): string | undefined {
  const path = /^file:\/\/([^?]+)/.exec(url ?? '')?.[1];
  return path === undefined ? undefined : resolve(ROOT, path.replace(/^~/, homedir()));
}

function locksIn(folder: string): readonly Lock[] {
  if (!existsSync(folder)) return [];
  // Beside each lock lies a file of its attributes (`.json.attrs`).
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Lock);
}

/** False only where the holder was a process of this machine that is dead. */
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
 * A number answers to a signal also after the death of its process: until the parent has taken note of it, and once it
 * names another process or a thread of one.
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
