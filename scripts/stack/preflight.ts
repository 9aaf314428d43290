import { createServer } from 'node:net';
import { type Service, services } from '../../configs/services/index.ts';
import type { Settings } from '../../configs/index.ts';
import type { DockerCli } from './docker-cli.ts';
import { UserError } from './user-error.ts';

/** What can be known to fail before anything is made: an engine that does not answer, and ports that are taken. */
export async function preflight(settings: Settings, docker: DockerCli): Promise<void> {
  await docker.check();
  if (isRemote(settings)) return;
  const own = new Set((await docker.containers()).flatMap(({ ports }) => publishedPorts(ports)));
  const taken: string[] = [];
  for (const { name, port } of services(settings)) {
    if (!port || own.has(port.host) || (await isFree(settings.docker.bindAddress, port.host))) continue;
    taken.push(await describe(name, port, docker));
  }
  if (taken.length > 0) {
    throw new UserError(
      taken.join('\n'),
      'Stop what uses the port, or set the key to another port in Pulumi.<stack>.yaml.',
    );
  }
}

async function describe(
  service: string,
  port: NonNullable<Service['port']>,
  docker: DockerCli,
): Promise<string> {
  const container = await docker.publisherOf(port.host);
  const who = container ? ` by the container ${container}` : '';
  return `Port ${port.host} is taken${who}; ${service} needs it. Key: llm-monitoring:${service}.port (example: ${port.host + 10000})`;
}

/** An engine elsewhere publishes ports there; nothing here says whether they are free. */
function isRemote({ docker: { host } }: Settings): boolean {
  return /^(ssh|tcp):\/\//.test(host ?? '') && !/^tcp:\/\/(localhost|127\.)/.test(host ?? '');
}

/** `127.0.0.1:3000->3000/tcp, 3100/tcp` gives 3000. */
export function publishedPorts(ports: string): number[] {
  return [...ports.matchAll(/:(\d+)->/g)].map((match) => Number(match[1]));
}

function isFree(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: address, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
