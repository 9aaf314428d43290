/** Deploys and destroys the stack without a Pulumi account: `npm run up`, `preview`, `down`, `status`. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { CommandError, type Stack } from '@pulumi/pulumi/automation/index.js';
import type { Settings } from '../configs/index.ts';
import { checkCluster, deleteKubelets, deployed, remains, requireContext } from './kubernetes/cluster.ts';
import { whileForwarded } from './kubernetes/forward.ts';
import { printPlan } from './plan/print-plan.ts';
import { readGrafana } from './stack/adopt-grafana.ts';
import { pulumiCommand } from './stack/cli.ts';
import { type CommandLine, parseCommandLine } from './stack/command-line.ts';
import type { Deployment, StateResource } from './stack/deployment.ts';
import { DockerCli } from './stack/docker-cli.ts';
import { explainFailure } from './stack/failures.ts';
import { repairInterrupted, repairPending } from './stack/interrupted.ts';
import { foreignObjects, type Here, keptVolumes, nameConflict } from './stack/name-conflict.ts';
import { openStack } from './stack/open-stack.ts';
import { checkPassphrase } from './stack/passphrase.ts';
import { requirePorts } from './stack/preflight.ts';
import { Progress } from './stack/progress.ts';
import { localProject, ROOT, requireStackFile, settingsOf, warnOfPlainSecrets } from './stack/project.ts';
import { printSummary } from './stack/report.ts';
import { reportErrors } from './stack/report-errors.ts';
import { requireTools } from './stack/requirements.ts';
import { UserError } from './stack/user-error.ts';
import { printStatus } from './status/print-status.ts';

/** Errors that can be found without tools are reported before missing tools, and both before any change. */
async function main(line: CommandLine): Promise<void> {
  // Before the settings are validated, because `config set` completes them one key at a time.
  if (line.command === 'pulumi') return pulumi(line);
  const settings = settingsOf(line.stack);
  if (line.command === 'up' || line.command === 'preview') warnOfPlainSecrets(line.stack, settings);
  if (line.offline) return printPlan(line.stack);
  checkPassphrase(requireStackFile(line.stack), process.env);

  const docker = new DockerCli(settings);
  const command = await requireTools(line.command, settings, docker);
  const project = localProject(line.stack, process.env);
  const stack = await openStack(line.stack, project, command);
  const opened = { ...line, stack, settings, docker, workDir: project.workDir };
  switch (line.command) {
    case 'up':
      return up(opened);
    case 'preview':
      return preview(opened);
    case 'down':
      return down(opened);
    case 'status': {
      const exitCode = await printStatus(stack, await read(opened), docker);
      if (line.exitCode) process.exitCode = exitCode;
    }
  }
}

/** A stack in its back end, with the options of the command. */
type Opened = Omit<CommandLine, 'stack'> & {
  readonly stack: Stack;
  readonly settings: Settings;
  readonly docker: DockerCli;
  readonly workDir: string;
};

async function up(opened: Opened): Promise<void> {
  const { stack, settings, docker, policyPacks } = opened;
  const deploy = () =>
    running('up', (progress, signal) =>
      stack.up({ onEvent: progress.onEvent, signal, ...withPolicies(policyPacks) }),
    );
  if (settings.backend === 'docker') {
    const here = hereOf(opened, await repairInterrupted(stack, docker));
    await requireNames(here, docker);
    await requirePorts(settings, docker);
    const kept = keptVolumes(await docker.volumes(), here);
    if (kept.length > 0) console.log(`Using the data of an earlier deployment: ${kept.join(', ')}`);
  }
  const result = await (settings.backend === 'kubernetes' ? upInCluster(opened, deploy) : deploy());
  printSummary(result.summary.resourceChanges ?? {}, result.outputs, settings);
}

/** Names the pods of the cluster that are not ready, and leaves none behind that is stuck. */
async function upInCluster<T>(opened: Opened, deploy: () => Promise<T>): Promise<T> {
  const { stack, settings } = opened;
  const kubectl = await requireContext(settings);
  await checkCluster(kubectl, settings);
  const { resources, inGrafana } = await repairPending(stack);
  const urns = inGrafana.map(({ urn }) => urn);
  if (urns.length > 0) await whileForwarded(settings, () => readGrafana(stack, urns));
  return deployed(kubectl, settings, resources, deploy);
}

const hereOf = ({ stack, settings, workDir }: Opened, resources: readonly StateResource[]): Here => ({
  settings,
  stack: stack.name,
  workDir,
  resources,
});

async function read(opened: Opened): Promise<Here> {
  const { resources = [] } = ((await opened.stack.exportStack()).deployment ?? {}) as Deployment;
  return hereOf(opened, resources);
}

/** @throws UserError if containers or networks with the stack's names exist and are not in its state. */
async function requireNames(here: Here, docker: DockerCli): Promise<void> {
  const foreign = foreignObjects(await docker.objects(), here);
  if (foreign.length > 0) throw nameConflict(foreign, here);
}

async function preview({ stack, settings, policyPacks }: Opened): Promise<void> {
  if (settings.backend === 'kubernetes') await checkCluster(await requireContext(settings), settings);
  const { changeSummary } = await running('preview', (progress, signal) =>
    stack.preview({ onEvent: progress.onEvent, signal, ...withPolicies(policyPacks) }),
  );
  console.log(
    Object.entries(changeSummary)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(', '),
  );
}

/** Absolute paths, because the Pulumi CLI runs in another folder. */
const withPolicies = (folders: readonly string[] = []) =>
  folders.length === 0 ? {} : { policyPacks: folders.map((folder) => resolve(folder)) };

async function down(opened: Opened): Promise<void> {
  const { stack, settings, docker, purge } = opened;
  // A purge selects by name only, so it would delete the data of another checkout's stack.
  if (purge && settings.backend === 'docker') await requireNames(await read(opened), docker);
  const kubectl = settings.backend === 'kubernetes' ? await requireContext(settings) : undefined;
  // Otherwise `destroy` would delete the dependents of a protected resource before it fails.
  if (kubectl) {
    await running('destroy', ({ onError }, signal) => stack.previewDestroy({ onEvent: onError, signal }));
  }
  const destroy = () =>
    running('destroy', (progress, signal) => stack.destroy({ onEvent: progress.onEvent, signal }));
  // The program, which otherwise forwards the port, does not run; Grafana's content is deleted where it would outlive Grafana.
  await whileForwarded(settings, destroy);
  if (purge && settings.backend === 'docker') await docker.purge();
  if (kubectl) {
    await deleteKubelets(kubectl, settings);
    return console.log(await remains(kubectl, settings));
  }
  console.log(
    purge ? 'Destroyed, including data.' : 'Destroyed. Data stay in their volumes for the next up.',
  );
}

/** Runs one operation; Ctrl-C waits for in-flight operations, so that the next run continues from there. */
async function running<T>(
  kind: 'up' | 'preview' | 'destroy',
  operation: (progress: Progress, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const progress = new Progress(kind === 'preview');
  const stopping = new AbortController();
  let interrupted = false;
  const stop = (signal: NodeJS.Signals) => {
    if (!interrupted) console.log('\nStopping; waiting for in-flight operations to finish …');
    interrupted = true;
    // In a terminal the Pulumi CLI receives Ctrl-C too, and a second signal would abort it.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) stopping.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await operation(progress, stopping.signal);
  } catch (error) {
    if (interrupted) throw new UserError('Stopped', 'The next run continues from here.');
    if (!(error instanceof CommandError)) throw error;
    throw explainFailure(progress.errors.length > 0 ? progress.errors : [error.message]);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function pulumi({ stack, rest }: CommandLine): Promise<void> {
  requireStackFile(stack);
  const { command } = await pulumiCommand();
  const options = { cwd: ROOT, env: { ...process.env, ...localProject(stack, process.env).env } };
  // The CLI sets no key of a stack that does not exist, and a secret has to be set before the first `up`. Fails if the stack exists.
  if (rest[0] === 'config' && /^set(-all)?$/.test(rest[1] ?? ''))
    spawnSync(command, ['stack', 'init', stack, '--no-select', '--non-interactive'], {
      ...options,
      stdio: 'ignore',
    });
  const result = spawnSync(command, [...rest, '--stack', stack], { ...options, stdio: 'inherit' });
  process.exitCode = result.status ?? 1;
}

await reportErrors(() => main(parseCommandLine(process.argv.slice(2))));
