import { type ChildProcess, spawn } from 'node:child_process';

/** A program that can be frozen, killed and restarted at the same address. */
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

  /** Child processes end with this process, however it ends. */
  static {
    process.once('exit', () => Program.#started.forEach((program) => program.kill()));
  }

  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  /** Signals it, and waits until it has exited. */
  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await exited;
  }

  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }
}
