import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { kubectlArguments, openPortForward } from '../../../components/kubernetes/port-forward.ts';
import { eventually } from '../../../lab/common/waiting.ts';

const KEEPER = fileURLToPath(
  new URL('../../../components/kubernetes/port-forward-keeper.ts', import.meta.url),
);
const FORWARD = { namespace: 'n', service: 'grafana', remotePort: 80, localPort: 13_000 };

test('passes the configured context to kubectl', () => {
  const args = ['--namespace', 'n', 'port-forward', '--address', '127.0.0.1', 'service/grafana', '13000:80'];
  expect(kubectlArguments(FORWARD)).toEqual(args);
  expect(kubectlArguments({ ...FORWARD, context: 'c' })).toEqual(['--context', 'c', ...args]);
});

test('opens nothing without an engine', () => {
  expect(() => openPortForward(FORWARD)).not.toThrow();
});

test('restarts kubectl when it exits, and exits with the engine', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-kubectl-'));
  const log = join(folder, 'log');
  // A kubectl whose service is missing at first: it fails once, then keeps running.
  writeFileSync(
    join(folder, 'kubectl'),
    `#!/bin/sh\necho "$$ $*" >> ${log}\nif test "$(wc -l < ${log})" -lt 2; then exit 1; fi\nexec sleep 60\n`,
  );
  chmodSync(join(folder, 'kubectl'), 0o755);
  const engine = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
  const { port } = engine.address() as { port: number };
  const keeper = spawn(process.execPath, [KEEPER, ...kubectlArguments(FORWARD)], {
    env: {
      ...process.env,
      PATH: `${folder}${delimiter}${process.env['PATH']}`,
      PULUMI_NODEJS_ENGINE: `127.0.0.1:${port}`,
    },
    stdio: 'ignore',
  });
  const ended = new Promise<number | null>((resolve) => keeper.once('exit', resolve));
  try {
    const lines = await eventually(20, async () => {
      const found = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
      expect(found).toHaveLength(2);
      return found;
    });
    const pid = Number(lines[1]!.split(' ')[0]);
    expect(lines[1]).toContain('port-forward --address 127.0.0.1 service/grafana 13000:80');
    expect(isRunning(pid)).toBe(true);
    engine.close();
    expect(await ended).toBe(0);
    await eventually(5, async () => expect(isRunning(pid)).toBe(false));
  } finally {
    keeper.kill();
    engine.close();
  }
}, 60_000);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
