import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** A program that can be frozen and killed, and started again at the same address. */
export class Program {
  static readonly #started = new Set<Program>();
  #child: ChildProcess | undefined;
  readonly #command: string;
  readonly #args: readonly string[];
  readonly #env: Readonly<Record<string, string>>;

  constructor(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#command = command;
    this.#args = args;
    this.#env = env;
    this.start();
    Program.#started.add(this);
  }

  start(): void {
    this.#child = spawn(this.#command, this.#args, {
      stdio: 'ignore',
      env: { ...process.env, ...this.#env },
    });
  }

  /** Whatever ends this process ends what it started. */
  static {
    process.once('exit', () => Program.#started.forEach((program) => program.kill()));
  }

  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
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
export async function until<T>(seconds: number, ask: () => Promise<T>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(500);
    }
  }
}

export const sleep = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
