import { createHash } from 'node:crypto';
import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import { type ConfigFile, fileText } from '../../configs/text/config-file.ts';
import { Secret } from '../../configs/text/secret.ts';
import { secretInput } from '../secret-input.ts';
import { type DockerHost, stackLabel } from './docker-host.ts';

export interface ConfigVolumeArgs {
  readonly host: DockerHost;
  /** Image that is there already; nothing of it is run. */
  readonly image: pulumi.Input<string>;
  readonly files: readonly ConfigFile[];
}

/** Where the volume is mounted in the carrier. */
const MOUNT = '/config';

/**
 * A small volume that holds a server's configuration. Other files make it another volume (its name is chosen by Pulumi), so
 * that the server that mounts it is replaced, and nothing else is.
 *
 * The provider cannot upload into a container with a read-only root. So the files go into a container that never starts
 * and has the volume mounted.
 */
export class ConfigVolume extends pulumi.ComponentResource {
  /** Name to mount the volume by; known once the files are in it. */
  readonly volumeName: pulumi.Output<string>;

  constructor(name: string, args: ConfigVolumeArgs, opts?: pulumi.ComponentResourceOptions) {
    super('llm-monitoring:docker:ConfigVolume', name, {}, opts);
    const { host, image, files } = args;

    const volume = new docker.Volume(
      name,
      { labels: [stackLabel(host), { label: 'llm-monitoring.config-hash', value: hashOf(files) }] },
      { parent: this },
    );
    const carrier = new docker.Container(
      `${name}-carrier`,
      {
        image,
        labels: [stackLabel(host)],
        start: false,
        mustRun: false,
        networkMode: 'none',
        command: ['carries-configuration-and-never-starts'],
        memory: 16,
        memorySwap: 16,
        capabilities: { drops: ['ALL'] },
        securityOpts: ['no-new-privileges:true'],
        volumes: [{ volumeName: volume.name, containerPath: MOUNT }],
        uploads: files.map(({ path, content }) => ({
          file: `${MOUNT}/${path}`,
          content: secretInput(content),
        })),
      },
      // The engine creates the new one first; named by Pulumi, the two do not collide.
      { parent: this },
    );

    this.volumeName = pulumi.all([volume.name, carrier.id]).apply(([volumeName]) => volumeName);
    this.registerOutputs({ volumeName: this.volumeName });
  }
}

/** Hash over names and contents; a secret where one of the files is. */
function hashOf(files: readonly ConfigFile[]): pulumi.Input<string> {
  const hash = createHash('sha256');
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(JSON.stringify([file.path, fileText(file)]));
  }
  const digest = hash.digest('hex').slice(0, 16);
  return files.some(({ content }) => content instanceof Secret) ? pulumi.secret(digest) : digest;
}
