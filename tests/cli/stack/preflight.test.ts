import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseSettings } from '../../../configs/index.ts';
import { freePort } from '../../../lab/common/free-port.ts';
import { publishedPorts, requirePorts } from '../../../cli/stack/preflight.ts';

let server: Server;
let taken: number;
let free: number;

beforeAll(async () => {
  taken = await freePort();
  free = await freePort();
  server = createServer();
  await new Promise<void>((resolve) => server.listen(taken, '127.0.0.1', resolve));
});
afterAll(() => server.close());

const settings = (more: Record<string, unknown> = {}) =>
  parseSettings({
    prometheus: { existing: { url: 'http://p:9090' } },
    loki: { existing: { url: 'http://l:3100' } },
    logs: { enabled: false },
    grafana: { port: taken },
    ...more,
  });
const docker = (ports = '', publisher?: string) => ({
  containers: () => Promise.resolve([{ name: 'a', state: 'Up', ports }]),
  publisherOf: () => Promise.resolve(publisher),
});

it('names the port, who has it, the key and an example', async () => {
  await expect(requirePorts(settings(), docker())).rejects.toThrow(
    new RegExp(
      `^Port ${taken} \\(grafana\\) is already in use\\. Key: llm-monitoring:grafana\\.port \\(example: \\d+\\)$`,
    ),
  );
  await expect(requirePorts(settings(), docker('', 'other-grafana'))).rejects.toThrow(
    /is already in use by container other-grafana\. /,
  );
});

it('takes a port that is free, or the own one of the stack', async () => {
  await expect(requirePorts(settings({ grafana: { port: free } }), docker())).resolves.toBeUndefined();
  await expect(requirePorts(settings(), docker(`127.0.0.1:${taken}->3000/tcp`))).resolves.toBeUndefined();
});

it('knows nothing of the ports of another machine', async () => {
  const elsewhere = settings({ docker: { host: 'ssh://build.example.com' } });
  await expect(requirePorts(elsewhere, docker())).resolves.toBeUndefined();
});

it('names an address that this machine does not have', async () => {
  const elsewhere = settings({
    docker: { bindAddress: '192.0.2.1' },
    grafana: { port: free, adminPassword: 'long-enough' },
  });
  await expect(requirePorts(elsewhere, docker())).rejects.toThrow(
    '192.0.2.1 is not an address of this machine',
  );
});

it('reads published ports', () => {
  expect(publishedPorts('127.0.0.1:3000->3000/tcp, 3100/tcp, [::1]:9091->9090/tcp')).toEqual([3000, 9091]);
  expect(publishedPorts('127.0.0.1:4317-4319->4317-4319/tcp, :::80->80/tcp')).toEqual([4317, 4318, 4319, 80]);
});
