import type { Settings } from '../../configs/index.ts';
import type { Pod } from './objects.ts';
import { keysOf, partOfLabels } from './part-of-pod.ts';

/** True if the pod is ready, or has completed. */
export const isReady = ({ status }: Pod): boolean =>
  status.phase === 'Succeeded' ||
  (status.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True');

/** One line for a pod that is not ready: its name, the reason, and the key to change if there is one. */
export function describeUnready(settings: Settings, pod: Pod): string {
  const { reason, message, key } = reasonOf(settings, pod);
  const detail = message === undefined || message === '' ? '' : `: ${message.trim()}`;
  const advice = key === undefined ? '' : `\n    Key: ${key}`;
  return `  ${pod.metadata.namespace ?? ''}/${pod.metadata.name}: ${reason}${detail}${advice}`;
}

interface Reason {
  readonly reason: string;
  readonly message?: string | undefined;
  /** Key below the namespace of the stack file, with what to do. */
  readonly key?: string;
}

function reasonOf(settings: Settings, { metadata, spec, status }: Pod): Reason {
  const part = partOfLabels(settings, metadata.labels);
  const unscheduled = (status.conditions ?? []).find(
    ({ type, status: is }) => type === 'PodScheduled' && is === 'False',
  );
  if (unscheduled)
    return {
      reason: unscheduled.reason ?? 'Pending',
      message: unscheduled.message,
      ...keyOf(unscheduledKey(unscheduled.message ?? '', part)),
    };
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  // A crash is the cause of the waiting that follows it.
  for (const { name, lastState, state, ready } of containers) {
    const ended = state?.terminated ?? lastState?.terminated;
    if (!ready && ended?.reason === 'OOMKilled')
      return {
        reason: 'OOMKilled',
        message: `container ${name} needs more memory`,
        ...keyOf(keysOf(part).memory),
      };
    if (!ready && ended && ended.exitCode !== 0)
      return {
        reason: state?.waiting?.reason ?? ended.reason ?? 'Error',
        message: `container ${name} exits with code ${ended.exitCode}; kubectl --namespace ${metadata.namespace} logs ${metadata.name} --container ${name} --previous`,
      };
  }
  // The node controller changes only the condition of the pod; its containers keep the state that the kubelet reported last.
  if (status.phase === 'Running' && containers.length > 0 && containers.every(({ ready }) => ready))
    return {
      reason: 'its node does not report',
      message: `kubectl describe node ${spec?.nodeName ?? ''}`,
    };
  const waiting = containers.find(
    ({ ready, state }) => !ready && state?.waiting?.reason !== 'PodInitializing' && state?.waiting,
  );
  const { reason = status.phase, message } = waiting?.state?.waiting ?? {};
  return {
    reason: waiting ? reason : notReadyYet(containers, status.phase),
    message,
    ...keyOf(waitingKey(reason, part)),
  };
}

const notReadyYet = (
  containers: readonly { readonly name: string; readonly ready: boolean }[],
  phase: string,
) => {
  const names = containers.filter(({ ready }) => !ready).map(({ name }) => name);
  return names.length > 0 ? `not ready (${names.join(', ')})` : phase;
};

const keyOf = (key: string | undefined): { key?: string } =>
  key === undefined ? {} : { key: `llm-monitoring:${key}` };

type Part = ReturnType<typeof partOfLabels>;

/** The scheduler's message lists every reason, each with its number of nodes. */
function unscheduledKey(message: string, part: Part): string | undefined {
  const { section, memory } = keysOf(part);
  const sized = (key: string) => (section === undefined ? undefined : `kubernetes.${section}.${key}`);
  if (/unbound immediate PersistentVolumeClaims|storageclass/i.test(message))
    return 'kubernetes.storageClass';
  if (/Insufficient memory/.test(message)) return memory;
  if (/Insufficient cpu/.test(message)) return sized('cpu');
  if (/taint|node affinity|node selector/i.test(message)) return 'kubernetes.placement';
  if (/anti-affinity/.test(message)) return sized('replicas');
  return undefined;
}

function waitingKey(reason: string, part: Part): string | undefined {
  switch (reason) {
    case 'ImagePullBackOff':
    case 'ErrImagePull':
    case 'InvalidImageName': {
      const { image } = keysOf(part);
      return image === undefined
        ? 'kubernetes.imageRegistry'
        : `${image} (or kubernetes.imageRegistry, kubernetes.imagePullSecret)`;
    }
    case 'CreateContainerConfigError':
      return 'kubernetes.*.existingSecret, if it names a Secret or key that does not exist';
    default:
      return undefined;
  }
}
