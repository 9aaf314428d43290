import { dirname, basename } from 'node:path';
import type { Service } from '../../configs/services/index.ts';
import { STACK_LABEL } from '../../configs/stack/labels.ts';
import { docker } from '../logs/docker.ts';

/** Where the keeper has the volumes, each under its server's name. */
export const KEEPER_MOUNT = '/volumes';

/** Room on each volume in MiB: Prometheus sets 128 aside for one file of chunks. */
const ROOM = 384;

/**
 * The data volumes of a stack with a limited room each, so that one can be full and the disk of the machine is not. They
 * are made before the stack is there, and have a file system in memory mounted over their folder: options of the volume
 * itself would be a change to the stack.
 */
export class SmallVolumes {
  readonly #volumes: ReadonlyMap<string, string>;
  readonly #stackName: string;
  readonly #keeper: string;
  readonly #image: string;

  constructor(stackName: string, services: readonly Service[], image: string) {
    this.#stackName = stackName;
    this.#keeper = `${stackName}-keeper`;
    this.#image = image;
    this.#volumes = new Map(
      services.flatMap(({ name, data }) => (data ? [[name, `${stackName}-${data.volume}`] as const] : [])),
    );
  }

  async make(): Promise<void> {
    const label = `${STACK_LABEL}=${this.#stackName}`;
    for (const volume of this.#volumes.values()) {
      await docker('volume', 'create', '--label', label, volume);
      await this.#onMachine(volume, (folder) => `mount -t tmpfs -o size=${ROOM}m,mode=0777 tmpfs ${folder}`);
    }
    const mounts = [...this.#volumes].flatMap(([service, volume]) => [
      '--volume',
      `${volume}:${KEEPER_MOUNT}/${service}`,
    ]);
    await docker(
      ...['run', '--detach', '--name', this.#keeper, '--label', label, '--network', 'none', ...mounts],
      ...['--user', '0', '--entrypoint', 'sleep', this.#image, 'infinity'],
    );
  }

  /** Runs a script where the volumes are. */
  async inKeeper(script: string): Promise<string> {
    return docker('exec', this.#keeper, '/bin/sh', '-c', script);
  }

  /** Takes the file systems away, so that the volumes can be removed. Nothing of the stack may run. */
  async remove(): Promise<void> {
    await docker('rm', '--force', this.#keeper);
    for (const volume of this.#volumes.values())
      await this.#onMachine(volume, (folder) => `umount ${folder}`);
  }

  /** Runs a script with the right to mount on the machine (of the engine) itself. */
  async #onMachine(volume: string, script: (folder: string) => string): Promise<void> {
    const folder = await docker('volume', 'inspect', '--format', '{{.Mountpoint}}', volume);
    await docker(
      ...['run', '--rm', '--network', 'none', '--user', '0', '--cap-add', 'SYS_ADMIN'],
      ...['--security-opt', 'seccomp=unconfined', '--security-opt', 'apparmor=unconfined'],
      ...['--volume', `${dirname(folder)}:/volume:rshared`, '--entrypoint', '/bin/sh', this.#image],
      ...['-c', script(`/volume/${basename(folder)}`)],
    );
  }
}
