import { join } from 'node:path';
import { LocalWorkspace, type PulumiCommand, type Stack } from '@pulumi/pulumi/automation/index.js';
import { parseSettings, type Settings } from '../../configs/index.ts';
import { rawFromPulumi } from '../../configs/load.ts';
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

/** The settings with secrets that the CLI decrypted. */
export async function decrypted(stack: Stack): Promise<Settings> {
  const config = await stack.getAllConfig();
  const texts = Object.entries(config).map(([key, { value }]) => [key, value] as const);
  return parseSettings(rawFromPulumi(Object.fromEntries(texts)));
}
