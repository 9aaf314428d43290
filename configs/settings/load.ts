import { homedir } from 'node:os';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { allExisting } from './all-existing.ts';
import { DockerHostError, findDockerHost } from './docker-host.ts';
import { findDockerSocket } from './docker-socket.ts';
import { NAMESPACE, SettingsError } from './validation-error.ts';
import type { Settings } from './schema.ts';
import { decodedText } from './stack-file.ts';

type Parse = (raw: Readonly<Record<string, unknown>>) => Settings;

/**
 * Reads the configuration of the running stack. This file and `configs/settings/stack-file.ts` are the only readers of
 * configuration and environment.
 *
 * It bypasses `pulumi.Config`, which returns one known key at a time and would ignore misspelled keys.
 *
 * @throws pulumi.RunError with all validation errors (the engine prints it without a stack trace).
 */
export function loadWith(parse: Parse): Settings {
  return settingsWith(parse, rawFromPulumi(pulumi.runtime.allConfig()));
}

/**
 * Validates settings from a program, keyed by section, and adds the defaults and the Docker engine of this machine, like
 * {@link loadWith} for the configuration of a stack.
 *
 * @throws pulumi.RunError with all validation errors.
 */
export function settingsWith(parse: Parse, raw: Readonly<Record<string, unknown>>): Settings {
  try {
    return withDockerSocket(withDockerHost(withContext(parse(raw))));
  } catch (error) {
    if (error instanceof SettingsError || error instanceof DockerHostError)
      throw new pulumi.RunError(error.message);
    throw error;
  }
}

/** The entries in the namespace. The engine passes maps, lists, numbers and booleans as JSON text. */
export function rawFromPulumi(config: Readonly<Record<string, string>>): Record<string, unknown> {
  const prefix = `${NAMESPACE}:`;
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, text]) => [key.slice(prefix.length), decodedText(text)]),
  );
}

/**
 * Only a deployment needs a context; files are rendered without one.
 *
 * @throws SettingsError if none is named, because the current context may be any cluster.
 */
function withContext(settings: Settings): Settings {
  const { backend, kubernetes } = settings;
  if (backend !== 'kubernetes' || kubernetes.context !== undefined || allExisting(settings)) return settings;
  throw new SettingsError([
    {
      key: 'kubernetes.context',
      found: 'nothing',
      expected:
        'the context of the cluster (kubectl config get-contexts), because the current one may be any',
      example: '"kind-kind"',
    },
  ]);
}

/** Adds the docker CLI's engine if the configuration has none. */
function withDockerHost(settings: Settings): Settings {
  if (settings.backend !== 'docker' || settings.docker.host !== undefined) return settings;
  const { DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG } = process.env;
  const configDirectory = DOCKER_CONFIG ?? join(homedir(), '.docker');
  const host = findDockerHost({ DOCKER_HOST, DOCKER_CONTEXT, configDirectory });
  return { ...settings, docker: { ...settings.docker, host } };
}

/** Adds the path and group of the engine's socket if the configuration has none. */
function withDockerSocket(settings: Settings): Settings {
  const { backend, docker, logs } = settings;
  if (backend !== 'docker' || docker.host === undefined) return settings;
  const found = findDockerSocket(docker.host, process.platform);
  const dockerSocket = logs.dockerSocket ?? found.path;
  return { ...settings, logs: { ...logs, dockerSocket, dockerSocketGid: logs.dockerSocketGid ?? found.gid } };
}
