/**
 * A separate process that keeps `kubectl port-forward` running with the given arguments until the Pulumi engine that started
 * the program exits. The engine's address is in the environment that the program inherited (pulumi
 * `sdk/nodejs/cmd/run/index.ts`).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';

const RETRY = 1000; // milliseconds, also between two checks for the engine

const args = process.argv.slice(2);
let forward: ChildProcess | undefined;
let ended = false;

function start(): void {
  if (ended) return;
  forward = spawn('kubectl', args, { stdio: 'ignore' });
  // The service does not exist yet, or its pod is gone.
  forward.once('exit', () => setTimeout(start, RETRY));
  forward.once('error', end);
}

function end(): void {
  ended = true;
  forward?.kill();
  process.exit(0);
}

function watch(host: string, port: number): void {
  const socket = connect({ host, port });
  socket.once('connect', () => {
    socket.destroy();
    setTimeout(() => watch(host, port), RETRY);
  });
  socket.once('error', end);
}

const [, host, port] = /^(.+):([0-9]+)$/.exec(process.env['PULUMI_NODEJS_ENGINE'] ?? '') ?? [];
if (host === undefined || port === undefined) {
  process.exitCode = 1;
} else {
  process.once('SIGTERM', end);
  start();
  watch(host, Number(port));
}
