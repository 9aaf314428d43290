import type { Settings } from '../../configs/index.ts';
import { isShared, namesOf, namespaceOf } from '../../configs/inventory/kubernetes.ts';
import { isManaged } from '../../configs/inventory/managed.ts';
import type { StateResource } from '../stack/deployment.ts';
import { UserError } from '../stack/user-error.ts';
import { requireApiServer } from './api-server.ts';
import { requireDefinitions } from './definitions.ts';
import { requireDisks } from './disks.ts';
import { repairReleases } from './helm-records.ts';
import { contexts, Kubectl } from './kubectl.ts';
import type { Claim } from './objects.ts';
import { ofStack } from './part-of-pod.ts';
import { Rollout } from './rollout.ts';

/**
 * kubectl for the cluster of a stack.
 *
 * @throws UserError if the stack file names no context, or one that the kubeconfig does not have: the current context may be any cluster.
 */
export async function requireContext({ kubernetes: { context } }: Settings): Promise<Kubectl> {
  const known = await contexts();
  if (context === undefined || !known.includes(context)) {
    const found = context === undefined ? 'nothing' : `"${context}", which is not in the kubeconfig`;
    throw new UserError(
      `llm-monitoring:kubernetes.context: found ${found}, expected the context of the cluster`,
      known.length > 0
        ? `Set it in the stack file. Contexts of this machine: ${known.join(', ')}`
        : 'No kubeconfig with a context was found: create a cluster, or set KUBECONFIG.',
    );
  }
  return new Kubectl(context);
}

/**
 * Checks a cluster before anything is changed.
 *
 * @throws UserError for definitions of another owner, an API server that network policies would block, and disks that have to be resized
 * by hand.
 */
export async function checkCluster(kubectl: Kubectl, settings: Settings): Promise<void> {
  await requireDefinitions(kubectl, settings);
  await requireApiServer(kubectl, settings);
  await requireDisks(kubectl, settings);
}

/**
 * Deploys to a cluster with `deploy`: repairs what a killed run left, replaces pods that are stuck meanwhile, and waits for all pods.
 *
 * @throws UserError of `deploy` with the pods that are not ready, or for pods that do not become ready afterwards.
 */
export async function deployed<T>(
  kubectl: Kubectl,
  settings: Settings,
  resources: readonly StateResource[],
  deploy: () => Promise<T>,
): Promise<T> {
  await repairReleases(kubectl, settings, resources);
  const rollout = new Rollout(kubectl, settings);
  try {
    const result = await rollout.repairingWhile(deploy);
    if (settings.kubernetes.waitForReady) await rollout.wait();
    return result;
  } catch (error) {
    throw await withPods(error, rollout);
  }
}

/** Helm's errors name no pod. */
async function withPods(error: unknown, rollout: Rollout): Promise<unknown> {
  if (!(error instanceof UserError) || !/deadline exceeded|timed out/i.test(error.message)) return error;
  const lines = await rollout.unready().catch(() => []);
  if (lines.length === 0) return error;
  return new UserError(`${error.message}\nPods that are not ready:\n${lines.join('\n')}`, error.advice);
}

/** Deletes the Service that the operator makes for the kubelets: it is in no release, and stays in a namespace that is not deleted. */
export async function deleteKubelets(kubectl: Kubectl, settings: Settings): Promise<void> {
  if (!isShared(settings) || !isManaged(settings, 'operator')) return;
  const where = ['--namespace', namespaceOf(settings), '--ignore-not-found'];
  await kubectl.run('delete', 'service', namesOf(settings).kubelets, ...where);
}

/** A sentence for the user about the data after `down`. */
export async function remains(kubectl: Kubectl, settings: Settings): Promise<string> {
  const namespace = namespaceOf(settings);
  if (!isShared(settings))
    return `Destroyed. The namespace ${namespace} and its volumes are deleted; volumes of a storage class with reclaim policy Retain still exist.`;
  const found = await kubectl.list<Claim>('persistentvolumeclaims', '--namespace', namespace);
  const claims = ofStack(settings, namespace, found, ({ metadata }) => metadata.labels);
  return claims.length === 0
    ? 'Destroyed. No volumes are left.'
    : `Destroyed. Data stay in these volumes for the next up: ${claims.map(({ metadata }) => metadata.name).join(', ')}. Delete them with: kubectl --namespace ${namespace} delete pvc NAME`;
}
