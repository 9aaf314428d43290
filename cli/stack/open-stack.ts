import { join } from 'node:path';
import { LocalWorkspace, type PulumiCommand, type Stack } from '@pulumi/pulumi/automation/index.js';
import { type LocalProject, ROOT } from './project.ts';
import { clearStaleLock } from './stale-lock.ts';

/** The cache of `cli/run.js`: compiled code saves a third of the program's CPU time. */
export const COMPILE_CACHE = join(ROOT, 'node_modules', '.cache', 'compiled');

/** The stack in its back end, created if it is new, without the stale lock of a killed run. */
export async function openStack(
  stackName: string,
  project: LocalProject,
  pulumiCommand: PulumiCommand,
): Promise<Stack> {
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName, workDir: project.workDir },
    {
      pulumiCommand,
      envVars: {
        ...project.env,
        PULUMI_SKIP_UPDATE_CHECK: 'true',
        NODE_COMPILE_CACHE: COMPILE_CACHE,
      },
    },
  );
  await clearStaleLock(stack, project);
  return stack;
}
