import { type ChildProcess, spawn } from 'node:child_process';

/** Programs started by a test; they are terminated with it. */
export class Processes {
  readonly #running: ChildProcess[] = [];

  /** @param user user to run as, if not the current one. */
  start(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    user: { readonly uid?: number; readonly gid?: number } = {},
  ): ChildProcess {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: 'ignore', ...user });
    this.#running.push(child);
    return child;
  }

  /** Terminates all of them and waits until they have exited. */
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
