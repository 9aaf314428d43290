import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { grafanaForward, kubectlArguments } from '../../components/kubernetes/port-forward.ts';
import type { Settings } from '../../configs/index.ts';

const RETRY = 500; // milliseconds
const ATTEMPTS = 40;

/** Does something for which Grafana has to be reachable: through a port-forward if it has no URL of its own. */
export async function whileForwarded<T>(settings: Settings, work: () => Promise<T>): Promise<T> {
  const forward = grafanaForward(settings);
  if (!forward) return work();
  const process = spawn('kubectl', kubectlArguments(forward), { stdio: 'ignore' });
  // Without kubectl the work itself fails, and says what it could not reach.
  process.once('error', () => {});
  try {
    // kubectl exits at once if there is no pod to forward to.
    for (let attempt = 0; attempt < ATTEMPTS && process.exitCode === null; attempt++) {
      if (await isOpen(forward.localPort)) break;
      await setTimeout(RETRY);
    }
    return await work();
  } finally {
    process.kill();
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
