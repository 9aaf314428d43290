import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Environment and settings that select the docker CLI's engine. */
export interface DockerEnvironment {
  readonly DOCKER_HOST?: string | undefined;
  readonly DOCKER_CONTEXT?: string | undefined;
  /** Folder of the docker CLI's own settings, usually `~/.docker`. */
  readonly configDirectory: string;
}

/** The docker CLI's settings contain no address of the engine. */
export class DockerHostError extends Error {}

export const DEFAULT_DOCKER_HOST = 'unix:///var/run/docker.sock';

/**
 * The Docker engine that the docker CLI would use: `DOCKER_HOST`, else the context named by `DOCKER_CONTEXT`, else the
 * current context (Docker Desktop, Colima and rootless Docker set one), else the default socket.
 * Source: docker/cli `cli/command/cli.go` (`resolveContextName`) and `cli/context/store`.
 *
 * @throws DockerHostError if the context has no stored endpoint.
 */
export function findDockerHost(environment: DockerEnvironment): string {
  if (environment.DOCKER_HOST) return environment.DOCKER_HOST;
  const context = environment.DOCKER_CONTEXT || currentContext(environment.configDirectory);
  if (context === undefined || context === 'default') return DEFAULT_DOCKER_HOST;
  const id = createHash('sha256').update(context).digest('hex');
  const metaFile = join(environment.configDirectory, 'contexts', 'meta', id, 'meta.json');
  const host = readJson(metaFile)?.['Endpoints']?.docker?.Host;
  if (typeof host !== 'string') {
    throw new DockerHostError(`The Docker context "${context}" has no engine endpoint in ${metaFile}`);
  }
  return host;
}

function currentContext(configDirectory: string): string | undefined {
  const context = readJson(join(configDirectory, 'config.json'))?.['currentContext'];
  return typeof context === 'string' && context !== '' ? context : undefined;
}

function readJson(file: string): Record<string, { docker?: { Host?: unknown } }> | undefined {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
