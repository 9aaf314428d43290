import { execFile, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { STACK_LABEL } from '../../configs/stack/labels.ts';
import type { Settings } from '../../configs/index.ts';
import { checkEngine, type DockerFailure, explainDocker } from './docker-errors.ts';
import { type DockerObject, LISTED, parseObjects } from './docker-objects.ts';

const run = promisify(execFile);

interface PipeOptions {
  readonly source?: Readable;
  readonly sink?: (output: Readable) => Promise<unknown>;
  readonly signal?: AbortSignal;
}

/**
 * The docker CLI, connected to the engine of the stack. It is used instead of the engine's API because it supports contexts, TLS
 * and SSH.
 */
export class DockerCli {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** @throws UserError if the engine cannot be used. */
  async check(): Promise<void> {
    checkEngine(await this.#docker('version', '--format', '{{json .Server}}'));
  }

  /** Every container and network of the engine, of any stack. */
  async objects(): Promise<DockerObject[]> {
    const [containers, networks] = [
      await this.#lines('ps', '--all', '--no-trunc', '--format', LISTED.container),
      await this.#lines('network', 'ls', '--no-trunc', '--format', LISTED.network),
    ];
    return [...parseObjects('container', containers), ...parseObjects('network', networks)];
  }

  /** Names of the volumes of the stack. */
  async volumes(): Promise<string[]> {
    return this.#lines('volume', 'ls', ...this.#filter(), '--format', '{{.Name}}');
  }

  /** Name, state and published ports of the stack's containers, running or not. */
  async containers(): Promise<{ name: string; state: string; ports: string }[]> {
    const rows = await this.#lines(
      'ps',
      '--all',
      ...this.#filter(),
      '--format',
      '{{.Names}}\t{{.Status}}\t{{.Ports}}',
    );
    return rows
      .map((row) => row.split('\t'))
      .map(([name = '', state = '', ports = '']) => ({ name, state, ports }))
      .filter(({ state }) => !state.startsWith('Created'));
  }

  /** Name of the container, of any stack, that has published a port. */
  async publisherOf(port: number): Promise<string | undefined> {
    return (await this.#lines('ps', '--filter', `publish=${port}`, '--format', '{{.Names}}'))[0];
  }

  /** Removes the stack's volumes, and what an interrupted run left behind. */
  async purge(): Promise<void> {
    for (const [list, remove] of [
      [
        ['ps', '--all', '--quiet'],
        ['rm', '--force', '--volumes'],
      ],
      [
        ['network', 'ls', '--quiet'],
        ['network', 'rm'],
      ],
      [
        ['volume', 'ls', '--quiet'],
        ['volume', 'rm'],
      ],
    ] as const) {
      const ids = await this.#lines(...list, ...this.#filter());
      if (ids.length > 0) await this.#docker(...remove, ...ids);
    }
  }

  /** Removes one container, running or not, if it exists. */
  async remove(container: string): Promise<void> {
    const ids = await this.#lines(
      'ps',
      '--all',
      '--quiet',
      '--filter',
      `name=^/${container}$`,
      ...this.#filter(),
    );
    if (ids.length > 0) await this.#docker('rm', '--force', '--volumes', ...ids);
  }

  /** Removes one network, if it exists. */
  async removeNetwork(network: string): Promise<void> {
    const ids = await this.#lines(
      'network',
      'ls',
      '--quiet',
      '--filter',
      `name=^${network}$`,
      ...this.#filter(),
    );
    if (ids.length > 0) await this.#docker('network', 'rm', ...ids);
  }

  /** Runs the CLI, without interruption by Ctrl-C. Returns its output. */
  async run(...args: string[]): Promise<string> {
    let printed = '';
    await this.pipe(args, {
      sink: async (output) => {
        for await (const text of output.setEncoding('utf8')) printed += String(text);
      },
    });
    return printed.trim();
  }

  /**
   * Runs the CLI with streams. It does not receive the terminal's Ctrl-C, so that the caller can clean up.
   *
   * @param source standard input.
   * @param sink reads standard output.
   * @param signal stops the process.
   */
  async pipe(args: readonly string[], { source, sink, signal }: PipeOptions): Promise<void> {
    const child = spawn('docker', [...this.#engine(), ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      ...(signal ? { signal } : {}),
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const ended = new Promise<void>((resolve, reject) => {
      child
        .once('error', (error) => reject(explainDocker(error, args[0] ?? '')))
        .once('close', (code) => {
          if (code === 0) resolve();
          else reject(explainDocker(Object.assign(new Error(), { stderr: said }), args[0] ?? ''));
        });
    });
    const outcomes = await Promise.allSettled([
      sink ? sink(child.stdout) : child.stdout.resume(),
      ended,
      source ? pipeline(source, child.stdin) : child.stdin.end(),
    ]);
    const failure = outcomes.find(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected') throw failure.reason;
  }

  #engine(): string[] {
    const { host } = this.#settings.docker;
    return host === undefined ? [] : ['--host', host];
  }

  #filter(): string[] {
    return ['--filter', `label=${STACK_LABEL}=${this.#settings.name}`];
  }

  async #lines(...args: string[]): Promise<string[]> {
    return (await this.#docker(...args)).split('\n').filter((line) => line !== '');
  }

  async #docker(...args: string[]): Promise<string> {
    try {
      return (await run('docker', [...this.#engine(), ...args])).stdout.trim();
    } catch (error) {
      throw explainDocker(error as DockerFailure, args[0] ?? '');
    }
  }
}
