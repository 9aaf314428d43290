import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import { HOST_GATEWAY, LOG_OPTIONS, type Service, STACK_NETWORK } from '../../configs/services/index.ts';
import { containerName, volumeName } from '../../configs/services/names.ts';
import { secretInput } from '../secret-input.ts';
import { ConfigVolume } from './config-volume.ts';
import { type DockerHost, stackLabel } from './docker-host.ts';

export interface DockerServiceArgs {
  readonly host: DockerHost;
  readonly service: Service;
  readonly imageId: pulumi.Input<string>;
  /** The networks, by the name that services use. */
  readonly networks: ReadonlyMap<string, docker.Network>;
  /** Host address on which the port is published. */
  readonly bindAddress: string;
  /** Environment variables that are known only at run time. */
  readonly env?: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Longest time from start to healthy, in seconds: Grafana migrates its database on the first start. */
const WAIT_TIMEOUT = 180;

/** A hardened container with its data volume and its configuration. */
export class DockerService extends pulumi.ComponentResource {
  readonly container: docker.Container;

  constructor(name: string, args: DockerServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super('llm-monitoring:docker:DockerService', name, {}, opts);
    const { host, service, imageId } = args;

    const data = service.data && this.createDataVolume(`${name}-data`, host, service.data.volume);
    const config =
      service.config &&
      new ConfigVolume(
        `${name}-config`,
        { host, image: imageId, files: service.config.files },
        { parent: this },
      );
    this.container = new docker.Container(
      name,
      {
        ...hardening(service),
        name: containerName(host.stackName, service.name),
        image: imageId,
        ...(service.entrypoint ? { entrypoints: [...service.entrypoint] } : {}),
        command: [...service.command],
        envs: envsOf(service, args.env ?? {}),
        labels: [
          stackLabel(host),
          ...Object.entries(service.labels ?? {}).map(([label, value]) => ({ label, value })),
        ],
        networkMode: 'bridge',
        networksAdvanced: [
          ...(service.networks ?? [STACK_NETWORK]).map((network) => ({
            name: args.networks.get(network)!.name,
            aliases: [service.name],
          })),
          ...(service.joined ?? []).map((network) => ({ name: network })),
        ],
        hosts: [HOST_GATEWAY],
        ports: (service.ports ?? []).map(({ host: external, container: internal }) => ({
          internal,
          external,
          ip: args.bindAddress,
        })),
        volumes: [
          ...(config && service.config
            ? [{ volumeName: config.volumeName, containerPath: service.config.path, readOnly: true }]
            : []),
          ...(data && service.data ? [{ volumeName: data.name, containerPath: service.data.path }] : []),
          ...(service.mounts ?? []).map(({ host: hostPath, path }) => ({
            hostPath,
            containerPath: path,
            readOnly: true,
          })),
        ],
        healthcheck: healthCheckOf(service),
        // The provider only waits for health, and fails without a health check.
        wait: service.healthCheck !== undefined,
        waitTimeout: WAIT_TIMEOUT,
        // Long enough for Prometheus and Loki to write in-memory data to disk.
        destroyGraceSeconds: 30,
      },
      // The provider does not detect a changed health check (kreuzwerker/terraform-provider-docker#988).
      { parent: this, replaceOnChanges: ['healthcheck'], deleteBeforeReplace: true },
    );
    this.registerOutputs({ containerId: this.container.id });
  }

  /** Data outlives the stack: `destroy` keeps the volume, and the next `up` reuses it by name. */
  private createDataVolume(name: string, host: DockerHost, volume: string): docker.Volume {
    return new docker.Volume(
      name,
      { name: volumeName(host.stackName, volume), labels: [stackLabel(host)] },
      { parent: this, retainOnDelete: true },
    );
  }
}

/** CIS Docker Benchmark, section 5. */
function hardening({
  user,
  memoryMiB,
  tmpfs,
  capabilities,
  devices,
  gpus,
}: Service): Partial<docker.ContainerArgs> {
  return {
    user,
    readOnly: true,
    tmpfs: Object.fromEntries(tmpfs.map((path) => [path, 'rw,noexec,nosuid,size=64m,mode=1777'])),
    capabilities: { drops: ['ALL'], ...(capabilities ? { adds: capabilities.map(asEngine) } : {}) },
    ...(devices
      ? { devices: devices.map((path) => ({ hostPath: path, containerPath: path, permissions: 'r' })) }
      : {}),
    ...(gpus ? { gpus: 'all' } : {}),
    securityOpts: ['no-new-privileges:true'],
    memory: memoryMiB,
    // Set explicitly, because the engine's default would show up as a diff on the second `up`.
    memorySwap: memoryMiB,
    restart: 'unless-stopped',
    logDriver: 'json-file',
    logOpts: LOG_OPTIONS,
  };
}

/** In the engine's spelling of capabilities, because any other would show up as a diff on the second `up`. */
const asEngine = (capability: string) => `CAP_${capability}`;

function envsOf(
  service: Service,
  more: Readonly<Record<string, pulumi.Input<string>>>,
): pulumi.Input<string>[] {
  const own = Object.entries(service.env).map(([key, value]): [string, pulumi.Input<string>] => [
    key,
    secretInput(value),
  ]);
  return [...new Map([...own, ...Object.entries(more)])]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => pulumi.interpolate`${key}=${value}`);
}

function healthCheckOf({ healthCheck }: Service): docker.types.input.ContainerHealthcheck {
  // Set explicitly, because the provider keeps the health check of an earlier release, and the engine that of the image.
  if (healthCheck === undefined) return { tests: ['NONE'] };
  const { test, intervalSeconds, timeoutSeconds, retries, startPeriodSeconds } = healthCheck;
  return {
    tests: [...test],
    interval: goDuration(intervalSeconds),
    timeout: goDuration(timeoutSeconds),
    startPeriod: goDuration(startPeriodSeconds),
    retries,
  };
}

/** In the engine's format (Go's `Duration.String`), because any other would show up as a diff on the second `up`. */
function goDuration(seconds: number): string {
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
