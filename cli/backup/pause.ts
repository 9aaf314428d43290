import { setTimeout as sleep } from 'node:timers/promises';
import { HEALTH } from '../stack/container-health.ts';
import type { DockerCli } from '../stack/docker-cli.ts';
import { UserError } from '../stack/user-error.ts';

/** Seconds that Prometheus and Loki have to flush their memory to disk. */
const GRACE = 60;
/** Longest time from start to healthy, in seconds. */
const HEALTHY_WITHIN = 180;

/** The part of the docker CLI that is needed here. */
export type Engine = Pick<DockerCli, 'run'>;

/** The running ones of these containers. */
export async function runningOf(docker: Engine, containers: readonly string[]): Promise<string[]> {
  const all = (await docker.run('ps', '--format', '{{.Names}}')).split('\n');
  return containers.filter((container) => all.includes(container));
}

/**
 * Requires existing containers: Grafana's content has to be in Pulumi's state, or the next `up` fails because it creates it a
 * second time.
 *
 * @throws UserError if one of the containers does not exist.
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
    `The stack is not running (no container ${absent.join(', ')}), and a restore needs a running stack`,
    `Deploy it first: npm run up -- --stack ${stack}; then: npm run restore -- --stack ${stack} --from ${folder} --force. Nothing was changed.`,
  );
}

/**
 * Stops containers, runs the work and starts them again, even if the work fails.
 *
 * @throws UserError if one does not start or become healthy; an error of the work comes first.
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
  `Start them manually: docker start ${containers.join(' ')}`;

/** Starts every container. Returns the errors of those that fail to start. */
async function startAll(docker: Engine, containers: readonly string[]): Promise<string[]> {
  const outcomes = await Promise.allSettled(containers.map((container) => docker.run('start', container)));
  return outcomes.flatMap((outcome, index) =>
    outcome.status === 'rejected'
      ? [`${containers[index]} failed to start: ${(outcome.reason as Error).message}`]
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
        `${container} is running but still ${health} after ${HEALTHY_WITHIN} s`,
        `Check its log: docker logs ${container}`,
      );
    }
    await sleep(500);
  }
}
