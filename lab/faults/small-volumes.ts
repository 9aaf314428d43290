import { dirname, basename } from 'node:path';
import type { Service } from '../../configs/services/index.ts';
import { STACK_LABEL } from '../../configs/stack/labels.ts';
import { docker } from '../common/docker.ts';

/** Mount path of the volumes in the helper, each under its server's name. */
export const KEEPER_MOUNT = '/volumes';

/** Size of each volume in MiB: Prometheus preallocates 128 for one file of chunks. */
const ROOM = 384;

/**
 * Data volumes of limited size, so that one can fill up without filling the disk of the machine. They are created before the
 * stack, with a tmpfs mounted over their folder, because volume options would be a change to the stack.
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

  /** Runs a script with access to the volumes. */
  async inKeeper(script: string): Promise<string> {
    return docker('exec', this.#keeper, '/bin/sh', '-c', script);
  }

  /** Unmounts the file systems, so that the volumes can be deleted. The stack must not be running. */
  async remove(): Promise<void> {
    await docker('rm', '--force', this.#keeper);
    for (const volume of this.#volumes.values())
      await this.#onMachine(volume, (folder) => `umount ${folder}`);
  }

  /** Runs a script with mount privileges on the Docker host. */
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
