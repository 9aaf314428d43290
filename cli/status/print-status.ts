import type { Stack } from '@pulumi/pulumi/automation/index.js';
import { grafanaForward, kubectlArguments } from '../../components/kubernetes/port-forward.ts';
import { whileForwarded } from '../kubernetes/forward.ts';
import type { DockerCli } from '../stack/docker-cli.ts';
import { foreignObjects, type Here, nameConflict } from '../stack/name-conflict.ts';
import { decrypted } from '../stack/open-stack.ts';
import { printUrls } from '../stack/report.ts';
import { alertLines } from './alert-report.ts';
import { activeAlerts, type Answer, alertSources } from './alert-sources.ts';

/** Exit codes of `npm run status -- --exit-code`. */
export const EXIT_CODES = { quiet: 0, firing: 2, unknown: 3 } as const;

/**
 * Prints URLs, containers and alerts of a stack.
 *
 * @returns the exit code for `--exit-code`: pending alerts do not count.
 */
export async function printStatus(stack: Stack, here: Here, docker: DockerCli): Promise<number> {
  const { settings, resources } = here;
  const outputs = await stack.outputs();
  const onDocker = settings.backend === 'docker';
  const foreign = onDocker ? foreignObjects(await docker.objects(), here) : [];
  if (foreign.length > 0) console.log(nameConflict(foreign, here).message);
  if (outputs['grafanaUrl'] === undefined) {
    // The stack itself is a resource.
    const incomplete = resources.length > 1;
    console.log(
      incomplete ? 'Incomplete. Run `npm run up` again.' : 'Not running. Start it with `npm run up`.',
    );
    if (incomplete && onDocker) printContainers(await docker.containers());
    return EXIT_CODES.unknown;
  }
  printUrls(outputs);
  if (onDocker) printContainers(await docker.containers());
  const sources = alertSources(await decrypted(stack), outputs);
  const ask = () => Promise.all(sources.map((source) => activeAlerts(source)));
  const answers = await whileForwarded(settings, ask);
  alertLines(answers).forEach((line) => console.log(line));
  const forward = grafanaForward(settings);
  if (forward && answers.some(({ problem }) => problem !== undefined))
    console.log(`            Grafana is reached with: kubectl ${kubectlArguments(forward).join(' ')}`);
  return exitCode(answers);
}

export function exitCode(answers: readonly Answer[]): number {
  if (answers.some(({ alerts }) => alerts.some(({ state }) => state === 'firing'))) return EXIT_CODES.firing;
  const unknown = answers.some(({ problem, failing }) => problem !== undefined || failing.length > 0);
  return unknown ? EXIT_CODES.unknown : EXIT_CODES.quiet;
}

function printContainers(containers: readonly { name: string; state: string; ports: string }[]): void {
  const width = Math.max(0, ...containers.map(({ name }) => name.length));
  for (const { name, state, ports } of [...containers].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    console.log(`${name.padEnd(width)}  ${state}${ports === '' ? '' : `  ${ports}`}`);
  }
}
