import type { PulumiCommand } from '@pulumi/pulumi/automation/index.js';
import type { Settings } from '../../configs/index.ts';
import { findPulumi, installPulumi, requireDownloads } from './cli.ts';
import type { Command } from './command-line.ts';
import type { DockerCli } from './docker-cli.ts';
import { UserError } from './user-error.ts';

const ALTERNATIVES =
  'With nothing but Node.js, npm run preview -- --offline prints the plan, and npm run render -- --out DIR writes the stack as files.';

/** Source of the CLI, replaced in tests. */
const PULUMI = { find: findPulumi, install: installPulumi, requireDownloads };

/**
 * Checks the tools that a command needs in addition to Node.js: Docker for a Docker stack, and the Pulumi CLI, which is installed
 * if it is missing.
 *
 * @throws UserError naming all missing tools.
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
  // Without Docker the CLI is not installed, only checked for availability.
  if (!cli && missing.length === 0) cli = await pulumi.install().catch(keep);
  else if (!cli) await pulumi.requireDownloads().catch(keep);
  if (cli && missing.length === 0) return cli;
  const next =
    command === 'up' || command === 'preview'
      ? ALTERNATIVES
      : 'Install the missing tools and run the command again.';
  const [first, ...others] = missing;
  if (first && others.length === 0) throw new UserError(first.message, `${first.advice}\n${next}`);
  const list = missing.map(({ message, advice }) => `  ${message}. ${advice}`);
  throw new UserError(`npm run ${command} needs tools that are missing:\n${list.join('\n')}`, next);
}
