import { statSync } from 'node:fs';
import { DEFAULT_DOCKER_HOST } from './docker-host.ts';

/** The socket of an engine as a container has to mount it, and the group (as a number) that may use it. */
export interface DockerSocket {
  readonly path: string;
  readonly gid: number;
}

const UNIX = 'unix://';
/** Rootless Docker: the user who runs it, and that user's group, are root inside. */
const ROOTLESS = '/run/user/';

/**
 * The socket of the engine, looked up where the engine is on this machine and not in a virtual machine: on Linux, behind a
 * `unix://` address. Elsewhere the engine sees the usual path, owned by root as Docker Desktop has it.
 *
 * @param gidOf group of a file, `undefined` where there is none.
 */
export function findDockerSocket(
  dockerHost: string,
  platform: NodeJS.Platform,
  gidOf: (path: string) => number | undefined = (path) => statSync(path, { throwIfNoEntry: false })?.gid,
): DockerSocket {
  const usual = DEFAULT_DOCKER_HOST.slice(UNIX.length);
  if (platform !== 'linux' || !dockerHost.startsWith(UNIX)) return { path: usual, gid: 0 };
  const path = dockerHost.slice(UNIX.length);
  // Docker Desktop for Linux runs its engine in a virtual machine as well.
  if (path.includes('/.docker/')) return { path: usual, gid: 0 };
  return { path, gid: path.startsWith(ROOTLESS) ? 0 : (gidOf(path) ?? 0) };
}
