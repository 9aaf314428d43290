import { STACK_LABEL } from '../../configs/stack/labels.ts';
import type { DockerCli } from '../stack/docker-cli.ts';
import { UserError } from '../stack/user-error.ts';
import { readArchive, rootOf, writeArchive } from './archive.ts';

/** Mount point of a volume in the containers that copy it. */
const MOUNT = '/volume';
/** Folder in a volume for restored data until the server is stopped. */
const STAGED = '.restored';

/** Replaces the content of the volume with the staged data, and sets owner and mode of the volume itself. */
const swapScript = ({ owner, mode }: { owner: string; mode: string }) =>
  [
    `cd ${MOUNT}`,
    `find . -mindepth 1 -maxdepth 1 ! -name ${STAGED} -exec rm -rf {} +`,
    `find ${STAGED} -mindepth 1 -maxdepth 1 -exec mv {} . ';'`,
    `chown ${owner} .`,
    `chmod ${mode} .`,
    `rmdir ${STAGED}`,
  ].join('\n');

export interface VolumeOptions {
  readonly docker: DockerCli;
  /** Name of the volume on the engine. */
  readonly name: string;
  /** Name of the stack it belongs to. */
  readonly stackName: string;
  readonly signal: AbortSignal;
}

/**
 * One named volume, copied through containers that mount it. No program of a server's image runs, because some have no shell:
 * files are copied through a container that is never started.
 */
export class Volume {
  readonly #options: VolumeOptions;

  constructor(options: VolumeOptions) {
    this.#options = options;
  }

  async exists(): Promise<boolean> {
    const { docker, name } = this.#options;
    return (await docker.run('volume', 'ls', '--quiet', '--filter', `name=^${name}$`)) !== '';
  }

  /** Archives its content to a new gzip file. Nothing may write to the volume at the same time. */
  async backUp(image: string, file: string): Promise<void> {
    const { docker, signal } = this.#options;
    await this.#withCarrier(image, 'ro', (carrier) =>
      docker.pipe(['cp', `${carrier}:${MOUNT}/.`, '-'], {
        sink: (tar) => writeArchive(tar, file),
        signal,
      }),
    );
  }

  /** Unpacks a gzip file beside the current content, where a running server does not read it. */
  async stage(shellImage: string, file: string): Promise<void> {
    const { docker, name, stackName, signal } = this.#options;
    if (!(await this.exists()))
      await docker.run('volume', 'create', '--label', `${STACK_LABEL}=${stackName}`, name);
    await this.#shell(shellImage, `rm -rf ${MOUNT}/${STAGED}\nmkdir ${MOUNT}/${STAGED}`);
    await this.#withCarrier(shellImage, 'rw', (carrier) =>
      docker.pipe(['cp', '-', `${carrier}:${MOUNT}/${STAGED}`], { source: readArchive(file), signal }),
    );
  }

  /** Replaces the content with the staged data. No server may be running on the volume. */
  async swap(shellImage: string, file: string): Promise<void> {
    await this.#shell(shellImage, swapScript(await rootOf(file)));
  }

  /** Removes staged data. */
  async unstage(shellImage: string): Promise<void> {
    if (await this.exists()) await this.#shell(shellImage, `rm -rf ${MOUNT}/${STAGED}`);
  }

  async #withCarrier(
    image: string,
    mode: 'ro' | 'rw',
    work: (carrier: string) => Promise<void>,
  ): Promise<void> {
    const { docker } = this.#options;
    const carrier = await docker.run('create', ...this.#isolated(mode), image, 'never-starts');
    try {
      await work(carrier);
    } finally {
      await docker.run('rm', '--force', '--volumes', carrier);
    }
  }

  /** Runs a script as root, with file capabilities only and without network. */
  async #shell(image: string, script: string): Promise<void> {
    const { docker } = this.#options;
    const rights = ['DAC_OVERRIDE', 'CHOWN', 'FOWNER'].flatMap((right) => ['--cap-add', right]);
    await docker
      .run(
        'run',
        '--rm',
        ...this.#isolated('rw'),
        ...rights,
        ...['--user', '0:0', '--entrypoint', '/bin/sh', image, '-ec', script],
      )
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        throw new UserError(
          `Could not write to the volume ${this.#options.name}: ${reason}`,
          'Fix this and run the same command again. The backup is unchanged.',
        );
      });
  }

  #isolated(mode: 'ro' | 'rw'): string[] {
    const { name, stackName } = this.#options;
    return [
      ...[
        '--network',
        'none',
        '--cap-drop',
        'ALL',
        '--security-opt',
        'no-new-privileges:true',
        '--read-only',
      ],
      ...['--label', `${STACK_LABEL}=${stackName}`, '--volume', `${name}:${MOUNT}:${mode}`],
    ];
  }
}
