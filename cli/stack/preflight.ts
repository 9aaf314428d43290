import { createServer } from 'node:net';
import { type PublishedPort, services } from '../../configs/services/index.ts';
import type { Settings } from '../../configs/index.ts';
import type { DockerCli } from './docker-cli.ts';
import { UserError } from './user-error.ts';

/**
 * Checks that the ports of the stack are free or used by the stack itself.
 *
 * @throws UserError naming every port that is in use.
 */
export async function requirePorts(
  settings: Settings,
  docker: Pick<DockerCli, 'containers' | 'publisherOf'>,
): Promise<void> {
  if (isRemote(settings)) return;
  const own = new Set((await docker.containers()).flatMap(({ ports }) => publishedPorts(ports)));
  const taken: string[] = [];
  for (const { name, ports = [] } of services(settings)) {
    for (const port of ports) {
      if (own.has(port.host) || (await isFree(settings.docker.bindAddress, port.host))) continue;
      taken.push(describe(name, port, await docker.publisherOf(port.host)));
    }
  }
  if (taken.length > 0) {
    throw new UserError(
      taken.join('\n'),
      'Stop the program that uses the port, or set the key to another port in Pulumi.<stack>.yaml.',
    );
  }
}

function describe(service: string, { host, key }: PublishedPort, container?: string): string {
  const who = container ? ` by container ${container}` : '';
  const example = host + (host < 50_000 ? 10_000 : -10_000);
  return `Port ${host} (${service}) is already in use${who}. Key: llm-monitoring:${key} (example: ${example})`;
}

/** A remote engine publishes ports on its own machine, where they cannot be checked. */
function isRemote({ docker: { host } }: Settings): boolean {
  return /^(ssh|tcp):\/\//.test(host ?? '') && !/^tcp:\/\/(localhost|127\.)/.test(host ?? '');
}

/** `127.0.0.1:3000->3000/tcp, 3100/tcp` gives 3000; Docker joins neighbouring ports, as in `0.0.0.0:4317-4318->4317-4318/tcp`. */
export function publishedPorts(ports: string): number[] {
  return [...ports.matchAll(/:(\d+)(?:-(\d+))?->/g)].flatMap(([, first, last = first]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index),
  );
}

/** @throws UserError if the address is not one of this machine. */
function isFree(address: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) => {
      if (code !== 'EADDRNOTAVAIL') return resolve(code !== 'EADDRINUSE');
      reject(
        new UserError(
          `${address} is not an address of this machine`,
          'Set the key llm-monitoring:docker.bindAddress. Example: 127.0.0.1',
        ),
      );
    });
    server.listen({ port, host: address, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
