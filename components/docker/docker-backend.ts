import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import {
  publishedUrls,
  serverUrls,
  type SourceUrls,
  type UserUrls,
} from '../../configs/inventory/addresses.ts';
import { ADMIN_PASSWORD } from '../../configs/services/grafana.ts';
import { type Service, services, STACK_NETWORK } from '../../configs/services/index.ts';
import { networkName, networksOf } from '../../configs/services/names.ts';
import type { Settings } from '../../configs/index.ts';
import type { MonitoringBackend } from '../backend.ts';
import { existingAuth } from '../existing/index.ts';
import { DEPLOYED_FROM_VALUE, type DockerHost, dockerProvider, networkLabels } from './docker-host.ts';
import { DockerService } from './docker-service.ts';

export interface DockerBackendArgs {
  readonly settings: Settings;
  /** Password of Grafana's administrator. */
  readonly adminPassword: pulumi.Input<string>;
}

/** The whole stack as containers on one Docker engine. */
export class DockerBackend extends pulumi.ComponentResource implements MonitoringBackend {
  readonly fromGrafana: SourceUrls;
  readonly fromUser: UserUrls;
  readonly grafanaAuth: pulumi.Output<string>;
  readonly grafana: readonly pulumi.Resource[];
  readonly servers: readonly pulumi.Resource[];

  constructor(name: string, args: DockerBackendArgs, opts?: pulumi.ComponentResourceOptions) {
    super('llm-monitoring:docker:DockerBackend', name, {}, opts);
    const { settings } = args;
    const wanted = services(settings);

    const provider = dockerProvider(`${name}-docker`, settings.docker.host, { parent: this });
    const host: DockerHost = { provider, stackName: settings.name };
    const images = this.pullImages(name, wanted, provider);
    const networks = this.createNetworks(name, host, wanted, [...images.values()]);
    const running = this.startServices(name, { ...args, host, images, networks, wanted });

    this.fromGrafana = serverUrls(settings);
    this.fromUser = publishedUrls(settings);
    this.grafanaAuth = settings.grafana.existing
      ? existingAuth(settings.grafana.existing)
      : pulumi.secret(pulumi.interpolate`${settings.grafana.adminUser}:${args.adminPassword}`);
    this.servers = wanted.flatMap(({ name: service, optional }) => (optional ? [] : running.get(service)!));
    const grafana = running.get('grafana');
    this.grafana = grafana ? [grafana] : [];
    this.registerOutputs({ fromUser: this.fromUser });
  }

  /** One resource per image, so that a failing pull fails before anything else is created. */
  private pullImages(
    name: string,
    wanted: readonly Service[],
    provider: docker.Provider,
  ): Map<string, docker.RemoteImage> {
    const images = new Map<string, docker.RemoteImage>();
    for (const service of wanted) {
      if (images.has(service.image)) continue;
      const image = new docker.RemoteImage(
        `${name}-image-${service.name}`,
        // Kept on `destroy`, because other stacks and the next `up` may use it.
        { name: service.image, keepLocally: true },
        { parent: this, provider },
      );
      images.set(service.image, image);
    }
    return images;
  }

  /** The stack's network, and one internal network for each further name that a service uses. */
  private createNetworks(
    name: string,
    host: DockerHost,
    wanted: readonly Service[],
    dependsOn: pulumi.Resource[],
  ): Map<string, docker.Network> {
    return new Map(
      networksOf(wanted).map((network) => {
        const made = new docker.Network(
          `${name}-network-${network}`,
          {
            name: networkName(host.stackName, network),
            driver: 'bridge',
            internal: network !== STACK_NETWORK,
            labels: networkLabels(host),
          },
          {
            parent: this,
            provider: host.provider,
            dependsOn,
            deleteBeforeReplace: true,
            // A checkout with the same state (CI, for example) must not replace the network and with it every container.
            ignoreChanges: [DEPLOYED_FROM_VALUE],
          },
        );
        return [network, made];
      }),
    );
  }

  private startServices(
    name: string,
    { settings, adminPassword, host, images, networks, wanted }: StartArgs,
  ): Map<string, DockerService> {
    const running = new Map<string, DockerService>();
    for (const service of wanted) {
      const started = new DockerService(
        `${name}-${service.name}`,
        {
          host,
          service,
          imageId: images.get(service.image)!.imageId,
          networks,
          bindAddress: settings.docker.bindAddress,
          ...(service.name === 'grafana' ? { env: { [ADMIN_PASSWORD]: pulumi.secret(adminPassword) } } : {}),
        },
        {
          parent: this,
          providers: { docker: host.provider },
          dependsOn: service.after.flatMap((before) => running.get(before) ?? []),
        },
      );
      running.set(service.name, started);
    }
    return running;
  }
}

interface StartArgs extends DockerBackendArgs {
  readonly host: DockerHost;
  readonly images: ReadonlyMap<string, docker.RemoteImage>;
  readonly networks: ReadonlyMap<string, docker.Network>;
  readonly wanted: readonly Service[];
}
