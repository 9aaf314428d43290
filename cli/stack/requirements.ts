import type { PulumiCommand } from '@pulumi/pulumi/automation/index.js';
import type { Settings } from '../../configs/index.ts';
import { findPulumi, installPulumi, requireDownloads } from './cli.ts';
import type { Command } from './command-line.ts';
import type { DockerCli } from './docker-cli.ts';
import { UserError } from './user-error.ts';

const ALTERNATIVES =
  'With Node.js alone, npm run preview -- --offline prints the plan, and npm run render -- --out DIR writes the stack as files.';

/** Where the CLI comes from; a test has its own. */
const PULUMI = { find: findPulumi, install: installPulumi, requireDownloads };

/**
 * The programs that a command needs beside Node.js: Docker, for a stack on Docker, and the Pulumi CLI, which is installed.
 *
 * @throws UserError naming all that is missing at once.
 */
export async function requireTools(
  command: Command,
  { backend }: Settings,
  docker: Pick<DockerCli, 'check'>,
  pulumi: typeof PULUMI = PULUMI,
): Promise<PulumiCommand> {
  const missing: UserError[] = [];
  const keep = (error: unknown): undefined => {
    if (!(error instanceof UserError)) throw error;
    missing.push(error);
  };
  if (backend === 'docker') await docker.check().catch(keep);
  let cli = await pulumi.find();
  // A CLI is of no use without Docker: then it is only found out whether it could be installed.
  if (!cli && missing.length === 0) cli = await pulumi.install().catch(keep);
  else if (!cli) await pulumi.requireDownloads().catch(keep);
  if (cli && missing.length === 0) return cli;
  const next =
    command === 'up' || command === 'preview'
      ? ALTERNATIVES
      : 'Install what is missing and run the command again.';
  const [first, ...others] = missing;
  if (first && others.length === 0) throw new UserError(first.message, `${first.advice}\n${next}`);
  const list = missing.map(({ message, advice }) => `  ${message}. ${advice}`);
  throw new UserError(`npm run ${command} needs programs that are missing:\n${list.join('\n')}`, next);
}
