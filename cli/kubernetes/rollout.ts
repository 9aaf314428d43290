import { setTimeout } from 'node:timers/promises';
import { demoNamespaceOf } from '../../configs/inventory/demo.ts';
import { namesOf, namespaceOf, nodeNamespaceOf } from '../../configs/inventory/kubernetes.ts';
import { isManaged } from '../../configs/inventory/managed.ts';
import type { Settings } from '../../configs/index.ts';
import { UserError } from '../stack/user-error.ts';
import type { Kubectl } from './kubectl.ts';
import { describeIncomplete } from './incomplete.ts';
import type { Operated, Pod, Workload } from './objects.ts';
import { OPERATED, ofStack } from './part-of-pod.ts';
import { describeUnready, isReady } from './unready.ts';

const INTERVAL = 3000; // milliseconds
/** Milliseconds after `up` for what Helm does not wait for: pods that the operator makes, and DaemonSets. */
const TIMEOUT = 5 * 60_000;
/** Milliseconds that an outdated pod may need to start, before it counts as stuck. */
const PATIENCE = 15_000;

/** Namespaces that have pods of the stack. */
export const namespacesOf = (settings: Settings): string[] => [
  namespaceOf(settings),
  ...(isManaged(settings, 'nodeExporter') ? [nodeNamespaceOf(settings)] : []),
  ...(settings.demo ? [demoNamespaceOf(settings)] : []),
];

/** Label of pods with the revision of their StatefulSet. */
const REVISION = 'controller-revision-hash';

/**
 * Pods of a StatefulSet that are not ready and of an older revision than it. Kubernetes does not replace them: it waits for them to become
 * ready first, which a corrected value can no longer achieve (kubernetes docs, StatefulSet, "Forced rollback").
 */
export function stuckPods(pods: readonly Pod[], sets: readonly Workload[]): Pod[] {
  return pods.filter((pod) => {
    const { labels, ownerReferences = [], deletionTimestamp } = pod.metadata;
    const owner = ownerReferences.find(({ kind }) => kind === 'StatefulSet')?.name;
    const set = sets.find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === owner);
    const wanted = set?.status.updateRevision;
    return (
      wanted !== undefined &&
      deletionTimestamp === undefined &&
      labels?.[REVISION] !== wanted &&
      !isReady(pod)
    );
  });
}

interface Found {
  readonly pods: readonly Pod[];
  readonly workloads: readonly Workload[];
}

/** The pods of a stack while it is deployed. */
export class Rollout {
  readonly #kubectl: Kubectl;
  readonly #settings: Settings;
  readonly #seen = new Map<string, number>();

  constructor(kubectl: Kubectl, settings: Settings) {
    this.#kubectl = kubectl;
    this.#settings = settings;
  }

  /** Replaces stuck pods while something else deploys. */
  async repairingWhile<T>(deploy: () => Promise<T>): Promise<T> {
    const ended = new AbortController();
    const repairing = this.#keepRepairing(ended.signal);
    try {
      return await deploy();
    } finally {
      ended.abort();
      await repairing;
    }
  }

  /** An unreachable API server is reported by the deployment itself. */
  async #keepRepairing(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#read()
        .then((found) => this.repair(found))
        .catch(() => undefined);
      await setTimeout(INTERVAL, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Deletes pods that have been stuck for a while; their sets make new ones. */
  async repair({ pods, workloads }: Found): Promise<void> {
    for (const { metadata } of stuckPods(pods, workloads)) {
      const key = `${metadata.namespace}/${metadata.name}`;
      const since = this.#seen.get(key) ?? Date.now();
      this.#seen.set(key, since);
      if (Date.now() - since < PATIENCE) continue;
      console.log(`  repair    Pod ${key} is stuck on an outdated revision; replacing it`);
      await this.#kubectl.run(
        'delete',
        'pod',
        metadata.name,
        '--namespace',
        metadata.namespace!,
        '--wait=false',
      );
      this.#seen.delete(key);
    }
  }

  /**
   * Waits until every pod of the stack is ready and of the deployed revision.
   *
   * @throws UserError that names the pods that are not, with reasons and keys.
   */
  async wait(timeout = TIMEOUT): Promise<void> {
    const end = Date.now() + timeout;
    for (let told = false; ; told = true) {
      const found = await this.#read();
      await this.repair(found);
      const { pods, workloads } = found;
      // A lost node keeps its pods for as long as it exists, even when others have replaced them.
      const unready = pods.filter((pod) => !isReady(pod) && pod.metadata.deletionTimestamp === undefined);
      if (unready.length === 0 && describeIncomplete(workloads, await this.#operated()).length === 0) return;
      if (Date.now() > end) throw await this.#failure();
      if (!told) console.log('Waiting for pods to become ready …');
      await setTimeout(INTERVAL);
    }
  }

  /** Lines about pods that are not ready; empty if all are. */
  async unready(): Promise<string[]> {
    const { pods, workloads } = await this.#read();
    const lines = pods.filter((pod) => !isReady(pod)).map((pod) => describeUnready(this.#settings, pod));
    return lines.length > 0 ? lines : describeIncomplete(workloads, await this.#operated());
  }

  /** Its change of a StatefulSet follows that of its own object, so for some seconds all pods are those of before, and ready. */
  async #operated(): Promise<readonly Operated[]> {
    const settings = this.#settings;
    const names = namesOf(settings);
    const parts = (Object.keys(OPERATED) as (keyof typeof OPERATED)[]).filter((part) =>
      isManaged(settings, part),
    );
    const found = await Promise.all(
      parts.map((part) =>
        this.#kubectl.list<Operated>(OPERATED[part], names[part], '--namespace', namespaceOf(settings)),
      ),
    );
    return found.flat();
  }

  async #failure(): Promise<UserError> {
    return new UserError(
      `Deployed, but these pods are not ready:\n${(await this.unready()).join('\n')}`,
      'Fix the cause and run the same command again, which also replaces pods that are stuck.',
    );
  }

  async #read(): Promise<Found> {
    const all = await Promise.all(
      namespacesOf(this.#settings).map(async (namespace) => {
        const [pods, workloads] = await Promise.all([
          this.#kubectl.list<Pod>('pods', '--namespace', namespace),
          this.#kubectl.list<Workload>('deployments,statefulsets,daemonsets', '--namespace', namespace),
        ]);
        return [
          ofStack(this.#settings, namespace, pods, ({ metadata }) => metadata.labels),
          ofStack(this.#settings, namespace, workloads, ({ spec }) => spec.template.metadata.labels),
        ] as const;
      }),
    );
    return { pods: all.flatMap(([pods]) => pods), workloads: all.flatMap(([, workloads]) => workloads) };
  }
}
