import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../stack/user-error.ts';

const run = promisify(execFile);

/** A failed call of kubectl, as `child_process` reports it. */
type Failure = Error & { readonly code?: string | number; readonly stderr?: string };

/** Bytes of output: pods of a namespace with their managed fields. */
const MOST = 64 * 1024 * 1024;

/** kubectl with the context of the stack. It is used instead of the API because it supports every login method of clusters. */
export class Kubectl {
  readonly #context: readonly string[];

  constructor(context: string | undefined) {
    this.#context = context === undefined ? [] : ['--context', context];
  }

  /** Items of `kubectl get`; none if the kind does not exist in the cluster. */
  async list<T>(...args: string[]): Promise<readonly T[]> {
    const text = await this.run('get', ...args, '--output', 'json', '--ignore-not-found');
    if (text === '') return [];
    const found = JSON.parse(text) as { readonly items?: readonly T[] } & T;
    return found.items ?? [found];
  }

  /** @throws UserError if kubectl is missing or fails. */
  async run(...args: string[]): Promise<string> {
    try {
      return (await run('kubectl', [...this.#context, ...args], { maxBuffer: MOST })).stdout.trim();
    } catch (error) {
      throw explain(error as Failure, args[0] ?? '');
    }
  }
}

/** Names of the contexts in the kubeconfig. */
export async function contexts(): Promise<readonly string[]> {
  const text = await new Kubectl(undefined).run('config', 'get-contexts', '--output', 'name');
  return text.split('\n').filter((name) => name !== '');
}

function explain({ code, stderr, message }: Failure, command: string): UserError {
  if (code === 'ENOENT')
    return new UserError(
      'No kubectl command on PATH',
      'Install kubectl: https://kubernetes.io/docs/tasks/tools/',
    );
  const said = (stderr ?? message).trim().split('\n').at(-1) ?? '';
  return new UserError(
    `kubectl ${command} failed: ${said}`,
    'Check that the cluster is reachable with this context: kubectl get --raw /readyz.',
  );
}
