import type { ConfigFile } from '../text/config-file.ts';
import type { Secret } from '../text/secret.ts';

/** Files mounted read-only into a server. */
export interface ConfigMount {
  readonly path: string;
  readonly files: readonly ConfigFile[];
}

/** A file or folder of the machine that runs Docker, as a bind mount; the source has to exist. */
export interface HostMount {
  readonly host: string;
  readonly path: string;
}

/** A probe that runs inside the container, in exec form; `probes.ts` makes its command. */
export interface HealthCheck {
  readonly test: readonly [kind: 'CMD', ...command: string[]];
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly retries: number;
  /** How long failures do not count after the start. */
  readonly startPeriodSeconds: number;
}

/** A container as one value, from which the live program and `compose.yaml` are both made. */
export interface Service {
  /** Name on the stack's network, and the end of the container's name. */
  readonly name: string;
  readonly image: string;
  readonly entrypoint?: readonly string[];
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | Secret>>;
  /** `uid:gid`; never root, but where the exporter's own comment says why. */
  readonly user: string;
  /** The only capabilities that it has; none where absent. */
  readonly capabilities?: readonly string[];
  /** Devices of the machine that it may read. */
  readonly devices?: readonly string[];
  /** Whether it has all NVIDIA GPUs of the machine. */
  readonly gpus?: boolean;
  readonly config?: ConfigMount;
  /** Named volume that keeps the server's data. */
  readonly data?: { readonly volume: string; readonly path: string };
  readonly port?: { readonly host: number; readonly container: number };
  /** Absent when the image contains nothing to check with; a service that needs this one waits for it by itself. */
  readonly healthCheck?: HealthCheck;
  readonly memoryMiB: number;
  /** Labels of the container beside the one that names the stack. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Files and folders of the machine, mounted read-only. */
  readonly mounts?: readonly HostMount[];
  /**
   * Networks it joins, each under its `name` as alias; where absent the stack's alone. Every other one is `internal`
   * (without a way out) and exists where a service names it.
   */
  readonly networks?: readonly string[];
  /** Networks of others that it joins by their own names, without an alias, which could be taken there. */
  readonly joined?: readonly string[];
  /** Paths in memory that the server may write to; its root file system is read-only. */
  readonly tmpfs: readonly string[];
  /** Names of services that must be healthy first, or started if they have no health check. */
  readonly after: readonly string[];
}

/** The container of a part, whose name and image the inventory knows. */
export type PartService = Omit<Service, 'name' | 'image'>;

/** The network of the stack: its servers reach each other there, and the published ports lead into it. */
export const STACK_NETWORK = 'stack';
/** Where the Docker socket proxy listens: nobody but Alloy is on it. */
export const DOCKER_SOCKET_NETWORK = 'docker-socket';

/** Name by which a container reaches the machine that runs Docker, on Linux as well. */
export const HOST_GATEWAY = { host: 'host.docker.internal', ip: 'host-gateway' } as const;

/** Log rotation of every container: at most 30 MB a container. */
export const LOG_OPTIONS = { 'max-size': '10m', 'max-file': '3' } as const;
