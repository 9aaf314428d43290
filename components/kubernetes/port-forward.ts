import { spawn, spawnSync } from 'node:child_process';
import { extname, join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { namesOf, namespaceOf } from '../../configs/inventory/kubernetes.ts';
import type { Settings } from '../../configs/index.ts';
import { defined } from '../../configs/text/defined.ts';

/** A service of the cluster to forward to this machine. */
export interface PortForward {
  readonly context?: string;
  readonly namespace: string;
  readonly service: string;
  /** Port of the service. */
  readonly remotePort: number;
  /** Port on this machine, on loopback. */
  readonly localPort: number;
}

/** The port-forward for a Grafana of a cluster without a URL of its own; `undefined` for any other. */
export function grafanaForward(settings: Settings): PortForward | undefined {
  const { context, grafana } = settings.kubernetes;
  if (settings.backend !== 'kubernetes' || settings.grafana.existing) return undefined;
  if (grafana.access.kind !== 'port-forward') return undefined;
  return {
    ...defined({ context }),
    namespace: namespaceOf(settings),
    service: namesOf(settings).grafana,
    remotePort: 80,
    localPort: grafana.access.port,
  };
}

/** In the same folder with the same extension: TypeScript here, JavaScript in the published package. */
const KEEPER = join(import.meta.dirname, `port-forward-keeper${extname(import.meta.filename)}`);

/**
 * Opens a port-forward that lives as long as the engine, which deletes resources after this program has exited. It retries
 * until the service exists.
 *
 * `kubectl` is used because everyone with a kubeconfig has it and it supports every login method of clusters.
 *
 * @throws pulumi.RunError if kubectl is not installed.
 */
export function openPortForward(forward: PortForward): void {
  // In unit tests with mocks, Grafana is never called.
  if (pulumi.runtime.getEngine() === undefined) return;
  const { error } = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
  if (error) {
    throw new pulumi.RunError(
      'kubectl is required for the port-forward to Grafana but cannot be run:  ' +
        `${error.message}. Install kubectl, or set llm-monitoring:kubernetes.grafana.access to ` +
        '{kind: ingress, ...} or {kind: gateway, ...}',
    );
  }
  const keeper = spawn(
    process.execPath,
    [KEEPER, ...kubectlArguments(forward)],
    // Detached: it must not keep this program alive and must not exit with it.
    { detached: true, stdio: 'ignore' },
  );
  keeper.unref();
}

/** Arguments of `kubectl` for a port-forward. */
export function kubectlArguments({
  context,
  namespace,
  service,
  remotePort,
  localPort,
}: PortForward): string[] {
  return [
    ...(context === undefined ? [] : ['--context', context]),
    '--namespace',
    namespace,
    'port-forward',
    '--address',
    '127.0.0.1',
    `service/${service}`,
    `${localPort}:${remotePort}`,
  ];
}
