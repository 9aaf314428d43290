import type { Service } from '../../configs/services/index.ts';
import { STACK_LABEL } from '../../configs/services/labels.ts';
import { docker } from '../logs/docker.ts';

/** Where the keeper has the volumes, each under its server's name. */
export const KEEPER_MOUNT = '/volumes';

/** Room on each volume in MiB: Prometheus sets 128 aside for one file of chunks. */
const ROOM = 384;

/**
 * Makes the data volumes of a stack before it is there, with a limited room each, so that one can be full and the disk of
 * the machine is not. A container has them all mounted: their content lies in memory and would go with the last mount.
 */
export async function makeSmallVolumes(
  stackName: string,
  keeper: string,
  image: string,
  services: readonly Service[],
): Promise<void> {
  const mounts: string[] = [];
  for (const { name, data } of services) {
    if (!data) continue;
    const volume = `${stackName}-${data.volume}`;
    await docker(
      ...['volume', 'create', '--label', `${STACK_LABEL}=${stackName}`],
      ...['--opt', 'type=tmpfs', '--opt', 'device=tmpfs', '--opt', `o=size=${ROOM}m,mode=0777`, volume],
    );
    mounts.push('--volume', `${volume}:${KEEPER_MOUNT}/${name}`);
  }
  await docker(
    ...['run', '--detach', '--name', keeper, '--label', `${STACK_LABEL}=${stackName}`, '--network', 'none'],
    ...[...mounts, '--user', '0', '--entrypoint', 'sleep', image, 'infinity'],
  );
}
