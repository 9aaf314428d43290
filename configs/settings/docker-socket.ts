import { statSync } from 'node:fs';
import { DEFAULT_DOCKER_HOST } from './docker-host.ts';

/** The socket of an engine as containers mount it, and the ID of its group. */
export interface DockerSocket {
  readonly path: string;
  readonly gid: number;
}

const UNIX = 'unix://';
/** Rootless Docker: its user and group are root inside containers. */
const ROOTLESS = '/run/user/';

/**
 * The socket of the engine, detected if the engine runs on this machine outside a virtual machine: on Linux with a `unix://`
 * address. Otherwise the default path, owned by root as in Docker Desktop.
 *
 * @param gidOf group of a file, `undefined` if it does not exist.
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
