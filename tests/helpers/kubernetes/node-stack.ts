import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../../lab/common/free-port.ts';
import { RealStack } from '../real-stack.ts';

/** Kubeconfig context of a cluster with a node that tests may deploy to. Never the current one, which may be any cluster. */
export const NODE_CONTEXT = process.env['LLM_MONITORING_NODE_CONTEXT'];

interface Pod {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** A stack on a cluster with a real node, deployed by the real commands. */
export class NodeStack extends RealStack {
  readonly #forwards: ChildProcess[] = [];

  /** Output of kubectl. */
  kubectl(...args: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync('kubectl', ['--context', NODE_CONTEXT!, ...args], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  /** The same while the test continues. */
  async kubectlAsync(...args: readonly string[]): Promise<string> {
    return (await promisify(execFile)('kubectl', ['--context', NODE_CONTEXT!, ...args])).stdout;
  }

  /** Applies objects, as JSON. */
  apply(...items: readonly object[]): void {
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const { status, stderr } = spawnSync('kubectl', ['--context', NODE_CONTEXT!, 'apply', '-f', '-'], {
      input,
    });
    if (status !== 0) throw new Error(String(stderr));
  }

  pods(namespace: string): readonly Pod[] {
    const text = this.kubectl('--namespace', namespace, 'get', 'pods', '--output', 'json');
    return (JSON.parse(text) as { items: readonly Pod[] }).items;
  }

  /** Names of the pods that are not ready. */
  unready(namespace: string): string[] {
    return this.pods(namespace)
      .filter(
        ({ status }) => !status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
      )
      .map(({ metadata }) => metadata.name);
  }

  /** Every object of the usual kinds, in and outside of namespaces, as `kind/name`. */
  objects(): string[] {
    const kinds = [
      'all,configmaps,secrets,pvc,networkpolicies',
      'ns,pv,crd,clusterroles,clusterrolebindings',
    ];
    return kinds
      .flatMap((kind) => this.kubectl('get', kind, '--all-namespaces', '--output', 'name').split('\n'))
      .filter((name) => name !== '')
      .sort();
  }

  /** URL of a pod or service through a port-forward, which {@link close} ends. */
  async forward(namespace: string, object: string, port: number): Promise<string> {
    const local = await freePort();
    const args = [
      '--context',
      NODE_CONTEXT!,
      '--namespace',
      namespace,
      'port-forward',
      object,
      `${local}:${port}`,
    ];
    this.#forwards.push(spawn('kubectl', args, { stdio: 'ignore' }));
    for (let attempt = 0; attempt < 60; attempt++) {
      const answered = await fetch(`http://127.0.0.1:${local}/`).then(
        () => true,
        () => false,
      );
      if (answered) break;
      await setTimeout(500);
    }
    return `http://127.0.0.1:${local}`;
  }

  close(): void {
    for (const process of this.#forwards.splice(0)) process.kill();
  }
}
