import { UserError } from './user-error.ts';

/** A failed call of the docker CLI, as `child_process` reports it. */
export type DockerFailure = Error & { readonly code?: string | number; readonly stderr?: string };

/** Oldest engine API with every feature that the stack uses: Docker 20.10 added `host-gateway` (docker `docs/api/version-history.md`). */
const MINIMUM_API = '1.41';

/** Errors of the docker CLI about an unusable engine, for any command. */
const KNOWN: readonly (readonly [pattern: RegExp, message: string, advice: string])[] = [
  [
    /permission denied.*docker/i,
    'Permission denied on the Docker socket',
    'Add your user to the docker group and log in again: https://docs.docker.com/engine/install/linux-postinstall/',
  ],
  [
    /client version \S+ is too (?:new|old)/i,
    'The docker command and the Docker engine are incompatible',
    'Update the older of the two; docker version shows both.',
  ],
  [
    /context not found|unable to resolve docker endpoint/i,
    'The current Docker context does not exist',
    'Choose one that exists: docker context ls, docker context use NAME.',
  ],
  [
    /cannot connect to the docker daemon|failed to connect|error during connect|connection refused|no such host/i,
    'Docker is not running, or the wrong engine is selected',
    'Start Docker, or select the engine with DOCKER_HOST, docker context use, or the key llm-monitoring:docker.host.',
  ],
];

/** One error with advice for a failed call of the docker CLI. */
export function explainDocker(failure: DockerFailure, command: string): UserError {
  if (failure.code === 'ENOENT') {
    return new UserError('No docker command on PATH', 'Install Docker: https://docs.docker.com/get-docker/');
  }
  const said = (failure.stderr ?? failure.message).trim().split('\n')[0] ?? '';
  for (const [pattern, message, advice] of KNOWN) {
    if (pattern.test(said)) return new UserError(`${message}: ${said}`, advice);
  }
  return new UserError(`docker ${command} failed: ${said}`, 'Run the same command manually for details.');
}

/**
 * Checks the output of `docker version --format '{{json .Server}}'`.
 *
 * @throws UserError if the engine cannot run the stack.
 */
export function checkEngine(printed: string): void {
  const {
    ApiVersion: api,
    Os: os,
    Version: version,
  } = JSON.parse(printed) as Record<string, string | undefined>;
  if (api !== undefined && isOlder(api, MINIMUM_API)) {
    throw new UserError(
      `Docker ${version} is too old: its API is ${api}, and the stack needs ${MINIMUM_API}`,
      'Update to Docker 20.10 or later: https://docs.docker.com/engine/install/',
    );
  }
  if (os === 'windows') {
    throw new UserError('Docker runs Windows containers', 'Switch Docker Desktop to Linux containers.');
  }
}

function isOlder(version: string, minimum: string): boolean {
  const [[major = 0, minor = 0], [leastMajor = 0, leastMinor = 0]] = [version, minimum].map((text) =>
    text.split('.').map(Number),
  ) as [number[], number[]];
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}
