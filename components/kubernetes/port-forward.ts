import { spawn, spawnSync } from 'node:child_process';
import { extname, join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { namesOf, namespaceOf } from '../../configs/inventory/kubernetes.ts';
import type { Settings } from '../../configs/index.ts';

/** A service of the cluster that is to be reached from this machine. */
export interface PortForward {
  readonly context?: string;
  readonly namespace: string;
  readonly service: string;
  /** Port of the service. */
  readonly remotePort: number;
  /** Port on this machine, on loopback. */
  readonly localPort: number;
}

/** The way to Grafana without an address of its own; `undefined` if it has one. */
export function grafanaForward(settings: Settings): PortForward | undefined {
  const { context, grafana } = settings.kubernetes;
  if (settings.grafana.existing || grafana.access.kind !== 'port-forward') return undefined;
  return {
    ...(context === undefined ? {} : { context }),
    namespace: namespaceOf(settings),
    service: namesOf(settings).grafana,
    remotePort: 80,
    localPort: grafana.access.port,
  };
}

/** Beside this file and of its kind: TypeScript here, JavaScript in the published package. */
const KEEPER = join(import.meta.dirname, `port-forward-keeper${extname(import.meta.filename)}`);

/**
 * Opens a port-forward that lives as long as the engine: longer than this program, as the engine deletes what is no longer
 * wanted only after the program has ended. It goes on trying until the service is there.
 *
 * `kubectl` does the work, as whoever has a kubeconfig has it, and it knows every way to log in to a cluster.
 *
 * @throws pulumi.RunError where there is no kubectl.
 */
export function openPortForward(forward: PortForward): void {
  // A test of the program: nobody is going to ask Grafana.
  if (pulumi.runtime.getEngine() === undefined) return;
  const { error } = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
  if (error) {
    throw new pulumi.RunError(
      'Grafana is reached by a port-forward, and kubectl, which opens it, cannot be run: ' +
        `${error.message}. Install kubectl, or set llm-monitoring:kubernetes.grafana.access to ` +
        '{kind: ingress, ...} or {kind: gateway, ...}',
    );
  }
  const keeper = spawn(
    process.execPath,
    [KEEPER, ...kubectlArguments(forward)],
    // Apart from this program: it must not keep it alive, and must not end with it.
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
