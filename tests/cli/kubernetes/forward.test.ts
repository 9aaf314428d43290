import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { whileForwarded } from '../../../cli/kubernetes/forward.ts';
import { parseSettings } from '../../../configs/index.ts';
import { freePort } from '../../../lab/common/free-port.ts';

/** Puts a kubectl on PATH that runs this shell command. */
function kubectl(command: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-kubectl-'));
  writeFileSync(join(folder, 'kubectl'), `#!/bin/sh\n${command}\n`);
  chmodSync(join(folder, 'kubectl'), 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
}

const settingsOf = (port: number) =>
  parseSettings({
    backend: 'kubernetes',
    kubernetes: { grafana: { access: { kind: 'port-forward', port } } },
  });

afterEach(() => vi.unstubAllEnvs());

test('does not wait for a Grafana without a pod', { timeout: 5000 }, async () => {
  kubectl('exit 1');
  expect(await whileForwarded(settingsOf(await freePort()), async () => 'done')).toBe('done');
});

test('does not wait without kubectl', { timeout: 5000 }, async () => {
  vi.stubEnv('PATH', '');
  expect(await whileForwarded(settingsOf(await freePort()), async () => 'done')).toBe('done');
});

test('waits until the port is open', async () => {
  kubectl('exec sleep 60');
  const port = await freePort();
  const server = createServer((socket) => socket.end());
  setTimeout(() => server.listen(port, '127.0.0.1'), 700);
  await whileForwarded(settingsOf(port), async () => expect(server.listening).toBe(true));
  server.close();
});
