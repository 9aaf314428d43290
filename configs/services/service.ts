import type { ConfigFile } from '../text/config-file.ts';
import type { Secret } from '../text/secret.ts';

/** Files mounted read-only into a server. */
export interface ConfigMount {
  readonly path: string;
  readonly files: readonly ConfigFile[];
}

/** A bind mount of a file or folder of the Docker host; the source must exist. */
export interface HostMount {
  readonly host: string;
  readonly path: string;
}

/** A probe that runs inside the container, in exec form; see `probes.ts`. */
export interface HealthCheck {
  readonly test: readonly [kind: 'CMD', ...command: string[]];
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly retries: number;
  /** Grace period after the start during which failures do not count. */
  readonly startPeriodSeconds: number;
}

/** A port published on the Docker host. */
export interface PublishedPort {
  /** Settings key of the host's port. */
  readonly key: string;
  readonly host: number;
  readonly container: number;
}

/** A container as data; the source of both the live program and `compose.yaml`. */
export interface Service {
  /** Name on the stack's network, and suffix of the container name. */
  readonly name: string;
  readonly image: string;
  readonly entrypoint?: readonly string[];
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | Secret>>;
  /** `uid:gid`; never root, except for exporters that state the reason in a comment. */
  readonly user: string;
  /** Added capabilities; all others are dropped. */
  readonly capabilities?: readonly string[];
  /** Devices of the host that it may read. */
  readonly devices?: readonly string[];
  /** Adds all NVIDIA GPUs of the host. */
  readonly gpus?: boolean;
  readonly config?: ConfigMount;
  /** Named volume with the server's data. */
  readonly data?: { readonly volume: string; readonly path: string };
  readonly ports?: readonly PublishedPort[];
  /** Absent if the image contains no program for a check; dependents then wait for the service themselves. */
  readonly healthCheck?: HealthCheck;
  readonly memoryMiB: number;
  /** Additional labels of the container besides the stack label. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Read-only bind mounts of the host. */
  readonly mounts?: readonly HostMount[];
  /**
   * Networks to join, each with `name` as alias; by default only the stack's. Every other network is `internal` (no outbound
   * traffic) and is created if a service names it.
   */
  readonly networks?: readonly string[];
  /** External networks to join, without an alias, which others there could already use. */
  readonly joined?: readonly string[];
  /** Writable paths in memory; the root file system is read-only. */
  readonly tmpfs: readonly string[];
  /** Names of services that must be healthy first, or started if they have no health check. */
  readonly after: readonly string[];
  /** Nothing else waits until it is healthy: no other service, and no alert rule in Grafana. */
  readonly optional?: boolean;
}

/** The container of a part whose name and image are in the inventory. */
export type PartService = Omit<Service, 'name' | 'image'>;

/** The network of the stack, for traffic between its servers and for published ports. */
export const STACK_NETWORK = 'stack';
/** Network of the Docker socket proxy; only Alloy joins it. */
export const DOCKER_SOCKET_NETWORK = 'docker-socket';

/** Name by which a container reaches the Docker host, also on Linux. */
export const HOST_GATEWAY = { host: 'host.docker.internal', ip: 'host-gateway' } as const;

/** Log rotation of every container: at most 30 MB each. */
export const LOG_OPTIONS = { 'max-size': '10m', 'max-file': '3' } as const;
