import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../../../lab/common/waiting.ts';
import { docker } from '../docker.ts';
import type { Cluster } from './cluster.ts';
import { type Container, mebibytes, type PodTemplate, valueOf } from './pod-spec.ts';

export interface KubeletOptions {
  readonly cluster: Cluster;
  readonly namespace: string;
  /** Name of the Deployment to run, and of its readiness port. */
  readonly deployment: string;
  readonly port: number;
  readonly healthPath: string;
  /** Docker network with a subnet of its own, and the first three octets of its addresses. */
  readonly network: string;
  readonly subnet: string;
  /** The headless service that names all pods. */
  readonly service: string;
  /** Additional arguments of `docker run`. */
  readonly extra: readonly string[];
}

const run = (...args: string[]) => promisify(execFile)('docker', ['run', ...args]);

/**
 * Replaces controllers, scheduler and kubelets for one Deployment: its pods run as Docker containers according to the API
 * server's objects, with the same users, mounts, read-only root file systems and addresses.
 */
export class Kubelet {
  readonly #options: KubeletOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-kubelet-'));
  #running = '';
  #names: string[] = [];
  #pods: string[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: KubeletOptions) {
    this.#options = options;
    chmodSync(this.#folder, 0o755);
  }

  /** Names of the running containers. */
  get containers(): readonly string[] {
    return this.#names;
  }

  /** `address:port` of all pods that should exist according to the API server, once they are ready. */
  pods(): Promise<readonly string[]> {
    const next = this.#turn.then(() => this.#synchronize());
    this.#turn = next.catch(() => undefined);
    return next;
  }

  stop(): void {
    if (this.#names.length > 0) docker('rm', '--force', '--volumes', ...this.#names);
    this.#names = [];
  }

  async #synchronize(): Promise<readonly string[]> {
    const { cluster, namespace, deployment, port, healthPath, subnet } = this.#options;
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`;
    const { status, body } = await eventually(120, async () => {
      const answer = await cluster.ask('GET', path);
      if (answer.status !== 200) throw new Error(`${deployment}: ${answer.status}`);
      return answer;
    });
    const { replicas, template } = body['spec'] as { replicas: number; template: PodTemplate };
    const wanted = JSON.stringify([status, replicas, template]);
    if (wanted !== this.#running) {
      this.stop();
      const indexes = [...Array(replicas).keys()];
      await Promise.all(indexes.map((index) => this.#start(index, `${subnet}.${10 + index}`, template)));
      this.#pods = indexes.map((index) => `${subnet}.${10 + index}:${port}`);
      this.#running = wanted;
    }
    await eventually(240, () =>
      Promise.all(
        this.#pods.map(async (pod) => {
          if (!(await fetch(`http://${pod}${healthPath}`)).ok) throw new Error(`${pod} is not ready`);
        }),
      ),
    );
    return this.#pods;
  }

  async #start(index: number, address: string, template: PodTemplate): Promise<void> {
    const folder = join(this.#folder, `${index}`);
    await this.#fill(folder, template);
    for (const container of template.spec.initContainers ?? []) {
      const name = `${this.#options.network}-${index}-${container.name}`;
      await run('--rm', '--name', name, ...this.#run(container, template, folder, address));
    }
    const [container] = template.spec.containers;
    const name = `${this.#options.network}-${index}`;
    this.#names.push(name);
    // Restarts failed containers like a kubelet: of two Grafanas that migrate one database, one exits and is restarted.
    await run(
      '--detach',
      '--restart',
      'always',
      '--name',
      name,
      ...this.#run(container!, template, folder, address),
    );
  }

  /** Volumes as folders of this machine, with the data of ConfigMaps and Secrets. */
  async #fill(folder: string, { spec }: PodTemplate): Promise<void> {
    for (const { name, configMap, secret } of spec.volumes) {
      const path = join(folder, name);
      mkdirSync(path, { recursive: true });
      // Readable by the user of the pod, who does not exist on this machine; the parent folder protects the files.
      chmodSync(path, 0o777);
      const [kind, object] = configMap ? ['configmaps', configMap.name] : ['secrets', secret?.secretName];
      if (object === undefined) continue;
      const { cluster, namespace } = this.#options;
      const { status, body } = await cluster.ask('GET', `/api/v1/namespaces/${namespace}/${kind}/${object}`);
      if (status !== 200) throw new Error(`${kind} ${object}: ${status}`);
      for (const [key, value] of Object.entries((body['data'] ?? {}) as Record<string, string>)) {
        writeFileSync(join(path, key), configMap ? value : Buffer.from(value, 'base64'), { mode: 0o444 });
      }
    }
  }

  #run(container: Container, { spec }: PodTemplate, folder: string, address: string): string[] {
    const { network, service, extra } = this.#options;
    const { command = [], args = [], image } = container;
    const { runAsUser, runAsGroup } = spec.securityContext;
    return [
      ...['--network', network, '--ip', address, '--network-alias', service],
      ...['--user', `${runAsUser}:${runAsGroup}`, '--cap-drop', 'ALL'],
      ...['--security-opt', 'no-new-privileges'],
      ...(container.securityContext.readOnlyRootFilesystem ? ['--read-only'] : []),
      ...['--memory', `${mebibytes(container.resources.limits.memory)}m`],
      ...(container.env ?? []).flatMap((variable) => [
        '--env',
        `${variable.name}=${valueOf(variable, container, address)}`,
      ]),
      ...(container.volumeMounts ?? []).flatMap(({ name, mountPath, subPath, readOnly }) => [
        '--volume',
        `${join(folder, name, subPath ?? '')}:${mountPath}${readOnly ? ':ro' : ''}`,
      ]),
      ...extra,
      ...(command.length > 0 ? ['--entrypoint', command[0]!] : []),
      image.replace(/^docker\.io\//, ''),
      ...command.slice(1),
      ...args,
    ];
  }
}
