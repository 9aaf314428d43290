import { setTimeout as sleep } from 'node:timers/promises';
import { HEALTH } from '../stack/container-health.ts';
import type { DockerCli } from '../stack/docker-cli.ts';
import { UserError } from '../stack/user-error.ts';

/** Time that Prometheus and Loki have to write down what they hold in memory, in seconds. */
const GRACE = 60;
/** Longest time from start to healthy, in seconds. */
const HEALTHY_WITHIN = 180;

/** What of an engine a pause needs. */
export type Engine = Pick<DockerCli, 'run'>;

/** The ones of these containers that run. */
export async function runningOf(docker: Engine, containers: readonly string[]): Promise<string[]> {
  const all = (await docker.run('ps', '--format', '{{.Names}}')).split('\n');
  return containers.filter((container) => all.includes(container));
}

/**
 * What Grafana holds has to be in Pulumi's state too, or the next `up` makes it a second time and is refused. So data go into
 * a stack that is there.
 *
 * @throws UserError where one of the containers does not exist, not even stopped.
 */
export async function requirePresent(
  docker: Engine,
  containers: readonly string[],
  { stack, folder }: { readonly stack: string; readonly folder: string },
): Promise<void> {
  const all = (await docker.run('ps', '--all', '--format', '{{.Names}}')).split('\n');
  const absent = containers.filter((container) => !all.includes(container));
  if (absent.length === 0) return;
  throw new UserError(
    `The stack is down (there is no ${absent.join(', ')}), and a restore needs one that is up`,
    `Put it up first: npm run up -- --stack ${stack}; then: npm run restore -- --stack ${stack} --from ${folder} --force. Nothing was changed.`,
  );
}

/**
 * Stops containers, does the work and starts them again, whichever way the work ends.
 *
 * @throws UserError where one does not start or does not get healthy; the error of the work comes first.
 */
export async function whileStopped<T>(
  docker: Engine,
  containers: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const stopped: string[] = [];
  let result: T;
  try {
    for (const container of containers) {
      stopped.push(container);
      await docker.run('stop', '--time', String(GRACE), container);
    }
    result = await work();
  } catch (error) {
    const left = await startAll(docker, stopped);
    if (left.length === 0) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${reason}\n${left.join('\n')}`, startAdvice(containers));
  }
  const left = await startAll(docker, stopped);
  if (left.length > 0) throw new UserError(left.join('\n'), startAdvice(containers));
  await Promise.all(containers.map((container) => untilHealthy(docker, container)));
  return result;
}

const startAdvice = (containers: readonly string[]) =>
  `Start them by hand: docker start ${containers.join(' ')}`;

/** Starts each, whatever becomes of the others; what those say that do not start. */
async function startAll(docker: Engine, containers: readonly string[]): Promise<string[]> {
  const outcomes = await Promise.allSettled(containers.map((container) => docker.run('start', container)));
  return outcomes.flatMap((outcome, index) =>
    outcome.status === 'rejected'
      ? [`${containers[index]} does not start again: ${(outcome.reason as Error).message}`]
      : [],
  );
}

async function untilHealthy(docker: Engine, container: string): Promise<void> {
  const end = Date.now() + HEALTHY_WITHIN * 1000;
  for (;;) {
    const health = await docker.run('inspect', '--format', HEALTH, container);
    if (health === 'healthy') return;
    if (Date.now() > end) {
      throw new UserError(
        `${container} runs, but is ${health} after ${HEALTHY_WITHIN} s`,
        `Its log says why: docker logs ${container}`,
      );
    }
    await sleep(500);
  }
}
