import type { Secret } from '../settings/index.ts';

/** A text file that a server reads; one with a secret in it is uploaded, and written by `render`, with care. */
export interface ConfigFile {
  /** Path below the folder that is mounted. */
  readonly path: string;
  readonly content: string | Secret;
}

/** Files mounted read-only into a server. */
export interface ConfigMount {
  readonly path: string;
  readonly files: readonly ConfigFile[];
}

/** A probe that runs inside the container, in exec form where the image has no shell. */
export interface HealthCheck {
  readonly test: readonly [kind: 'CMD' | 'CMD-SHELL', ...command: string[]];
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
  /** `uid:gid`; never root. */
  readonly user: string;
  readonly config?: ConfigMount;
  /** Named volume that keeps the server's data. */
  readonly data?: { readonly volume: string; readonly path: string };
  readonly port?: { readonly host: number; readonly container: number };
  readonly healthCheck: HealthCheck;
  readonly memoryMiB: number;
  /** Paths in memory that the server may write to; its root file system is read-only. */
  readonly tmpfs: readonly string[];
  /** Names of services that must be healthy first. */
  readonly after: readonly string[];
}

/** Name by which a container reaches the machine that runs Docker, on Linux as well. */
export const HOST_GATEWAY = { host: 'host.docker.internal', ip: 'host-gateway' } as const;

/** Log rotation of every container: at most 30 MB a container. */
export const LOG_OPTIONS = { 'max-size': '10m', 'max-file': '3' } as const;
