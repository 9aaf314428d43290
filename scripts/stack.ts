/** Puts the stack up and down without a Pulumi account: `npm run up`, `preview`, `down`, `status`. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { CommandError, type Stack } from '@pulumi/pulumi/automation/index.js';
import type { Settings } from '../configs/index.ts';
import { settingsFromStackFile } from '../configs/index.ts';
import { pulumiCommand } from './stack/cli.ts';
import { type CommandLine, parseCommandLine } from './stack/command-line.ts';
import { DockerCli } from './stack/docker-cli.ts';
import { explainFailure } from './stack/failures.ts';
import { repairInterrupted } from './stack/interrupted.ts';
import { openStack } from './stack/open-stack.ts';
import { preflight } from './stack/preflight.ts';
import { Progress } from './stack/progress.ts';
import { localProject, ROOT, stackFilePath } from './stack/project.ts';
import { printStatus, printSummary } from './stack/report.ts';
import { reportFaults } from './stack/report-faults.ts';
import { UserError } from './stack/user-error.ts';

async function main(line: CommandLine): Promise<void> {
  const project = localProject(line.stack, process.env);
  const command = await pulumiCommand();
  // Before the settings are read: `config set` is how a person completes them, one key after the other.
  if (line.command === 'pulumi') return pulumi(command.command, line, project);
  const settings = settingsFromStackFile(stackFilePath(line.stack));
  const docker = new DockerCli(settings);
  if (settings.backend === 'docker') {
    await (line.command === 'up' ? preflight(settings, docker) : docker.check());
  }

  const stack = await openStack(line.stack, project, command);
  switch (line.command) {
    case 'up':
      return up(stack, settings, docker, line.policyPacks);
    case 'preview':
      return preview(stack, line.policyPacks);
    case 'down':
      return down(stack, settings, docker, line.purge);
    case 'status':
      return printStatus(
        await stack.outputs(),
        settings.backend === 'docker' ? await docker.containers() : [],
      );
  }
}

async function up(
  stack: Stack,
  settings: Settings,
  docker: DockerCli,
  policyPacks?: readonly string[],
): Promise<void> {
  if (settings.backend === 'docker') await repairInterrupted(stack, docker);
  const result = await running('up', (progress, signal) =>
    stack.up({ onEvent: progress.onEvent, signal, ...withPolicies(policyPacks) }),
  );
  printSummary(result.summary.resourceChanges ?? {}, result.outputs, settings);
}

async function preview(stack: Stack, policyPacks?: readonly string[]): Promise<void> {
  const { changeSummary } = await running('preview', (progress, signal) =>
    stack.preview({ onEvent: progress.onEvent, signal, ...withPolicies(policyPacks) }),
  );
  console.log(
    Object.entries(changeSummary)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(', '),
  );
}

/** Folders as the person names them, from where the person is; the CLI runs elsewhere. */
const withPolicies = (folders: readonly string[] = []) =>
  folders.length === 0 ? {} : { policyPacks: folders.map((folder) => resolve(folder)) };

async function down(stack: Stack, settings: Settings, docker: DockerCli, purge: boolean): Promise<void> {
  // Without it, `destroy` deletes all that depends on a protected resource before that one stops it.
  if (settings.backend === 'kubernetes') {
    await running('destroy', ({ onError }, signal) => stack.previewDestroy({ onEvent: onError, signal }));
  }
  await running('destroy', (progress, signal) => stack.destroy({ onEvent: progress.onEvent, signal }));
  if (purge && settings.backend === 'docker') await docker.purge();
  console.log(purge ? 'Removed, data included.' : 'Removed; the data stay in their volumes for the next up.');
}

/** Runs one operation; Ctrl-C lets what is under way finish, so that the next run goes on from there. */
async function running<T>(
  kind: 'up' | 'preview' | 'destroy',
  operation: (progress: Progress, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const progress = new Progress(kind === 'preview');
  const stopping = new AbortController();
  let interrupted = false;
  const stop = (signal: NodeJS.Signals) => {
    if (!interrupted) console.log('\nStopping; what is under way is finished first …');
    interrupted = true;
    // In a terminal the CLI hears Ctrl-C as well, and takes a second one for "now".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) stopping.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await operation(progress, stopping.signal);
  } catch (error) {
    if (interrupted) throw new UserError('Stopped', 'The next run goes on from here.');
    if (!(error instanceof CommandError)) throw error;
    throw explainFailure(progress.errors.length > 0 ? progress.errors : [error.message]);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

function pulumi(
  command: string,
  { stack, rest }: CommandLine,
  project: { env: Readonly<Record<string, string>> },
): void {
  const result = spawnSync(command, [...rest, '--stack', stack], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...project.env },
  });
  process.exitCode = result.status ?? 1;
}

await reportFaults(() => main(parseCommandLine(process.argv.slice(2))));
