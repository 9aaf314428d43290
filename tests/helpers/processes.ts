import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** Programs that a test started; they end with it. */
export class Processes {
  readonly #running: ChildProcess[] = [];

  start(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
    this.#running.push(child);
    return child;
  }

  /** Ends all of them and waits until they have. */
  async stop(): Promise<void> {
    await Promise.all(
      this.#running.map(
        (child) =>
          new Promise<void>((resolve) => {
            if (child.exitCode !== null || child.signalCode !== null) return resolve();
            child.once('exit', () => resolve());
            child.kill('SIGKILL');
          }),
      ),
    );
  }
}

/** A port of this machine that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Asks until the answer is there. Throws with the last reason where it does not come in time. */
export async function eventually<T>(seconds: number, ask: () => Promise<T>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
