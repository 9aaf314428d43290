import { homedir } from 'node:os';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { DockerHostError, findDockerHost } from './docker-host.ts';
import { findDockerSocket } from './docker-socket.ts';
import { NAMESPACE, SettingsError } from './faults.ts';
import type { Settings } from './schema.ts';
import { decodedText } from './stack-file.ts';

type Parse = (raw: Readonly<Record<string, unknown>>) => Settings;

/**
 * Reads the configuration of the running stack. With `configs/settings/stack-file.ts` this is the only reader of
 * configuration and environment.
 *
 * `pulumi.Config` is passed by, as it hands out one known key at a time and a key with a typing error would be ignored.
 *
 * @throws pulumi.RunError naming every fault at once (the engine prints it without a stack trace).
 */
export function loadWith(parse: Parse): Settings {
  return settingsWith(parse, rawFromPulumi(pulumi.runtime.allConfig()));
}

/**
 * Checks settings that a program states itself, keyed by section, and completes them with the defaults and with the Docker
 * engine of this machine, as {@link loadWith} does with the configuration of a stack.
 *
 * @throws pulumi.RunError naming every fault at once.
 */
export function settingsWith(parse: Parse, raw: Readonly<Record<string, unknown>>): Settings {
  try {
    return withDockerSocket(withDockerHost(parse(raw)));
  } catch (error) {
    if (error instanceof SettingsError || error instanceof DockerHostError)
      throw new pulumi.RunError(error.message);
    throw error;
  }
}

/** The entries under our namespace. The engine hands over maps, lists, numbers and booleans as JSON text. */
export function rawFromPulumi(config: Readonly<Record<string, string>>): Record<string, unknown> {
  const prefix = `${NAMESPACE}:`;
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, text]) => [key.slice(prefix.length), decodedText(text)]),
  );
}

/** Fills in the Docker engine as the docker CLI would find it, where the configuration names none. */
function withDockerHost(settings: Settings): Settings {
  if (settings.backend !== 'docker' || settings.docker.host !== undefined) return settings;
  const { DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG } = process.env;
  const configDirectory = DOCKER_CONFIG ?? join(homedir(), '.docker');
  const host = findDockerHost({ DOCKER_HOST, DOCKER_CONTEXT, configDirectory });
  return { ...settings, docker: { ...settings.docker, host } };
}

/** Fills in where the engine's socket is and who may use it, where the configuration does not say. */
function withDockerSocket(settings: Settings): Settings {
  const { backend, docker, logs } = settings;
  if (backend !== 'docker' || docker.host === undefined) return settings;
  const found = findDockerSocket(docker.host, process.platform);
  const dockerSocket = logs.dockerSocket ?? found.path;
  return { ...settings, logs: { ...logs, dockerSocket, dockerSocketGid: logs.dockerSocketGid ?? found.gid } };
}
