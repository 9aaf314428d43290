import { setImmediate } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { deleteKubelets, remains } from '../../../cli/kubernetes/cluster.ts';
import type { Kubectl } from '../../../cli/kubernetes/kubectl.ts';
import type { Pod, Workload } from '../../../cli/kubernetes/objects.ts';
import { Rollout } from '../../../cli/kubernetes/rollout.ts';
import { parseSettings } from '../../../configs/index.ts';

// No interval between two reads.
vi.mock('node:timers/promises', async (original) => ({
  ...(await original<object>()),
  setTimeout: (_: number, value: unknown) => setImmediate(value),
}));

const settings = parseSettings({ backend: 'kubernetes', kubernetes: { context: 'test' } });

const WORKLOADS = 'deployments,statefulsets,daemonsets';

const SET: Workload = {
  kind: 'StatefulSet',
  metadata: { name: 'loki', namespace: 'llm-monitoring' },
  spec: { template: { metadata: {} } },
  status: { updateRevision: 'loki-2', readyReplicas: 0 },
};
const STUCK: Pod = {
  metadata: {
    name: 'loki-0',
    namespace: 'llm-monitoring',
    labels: { 'controller-revision-hash': 'loki-1' },
    ownerReferences: [{ kind: 'StatefulSet', name: 'loki' }],
  },
  status: { phase: 'Pending' },
};

/** A cluster with a stuck pod whose API server is unreachable at first; the pod that replaces it is ready. */
function cluster() {
  const calls: string[] = [];
  let unreachable = true;
  const list = vi.fn((kinds: string): Promise<readonly (Pod | Workload)[]> => {
    if (unreachable) {
      unreachable = false;
      return Promise.reject(new Error('connection refused'));
    }
    const replaced = calls.length > 0;
    const pods = replaced ? [] : [STUCK];
    const sets = [{ ...SET, status: { ...SET.status, updatedReplicas: 1, readyReplicas: replaced ? 1 : 0 } }];
    return Promise.resolve(kinds === 'pods' ? pods : kinds.startsWith('prometheuses') ? [] : sets);
  });
  const run = (...args: string[]) => {
    calls.push(args.slice(0, 3).join(' '));
    return Promise.resolve('');
  };
  return { rollout: new Rollout({ list, run } as unknown as Kubectl, settings), list, calls };
}

test('a stuck pod is replaced once while something is deployed, also after a failed request', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
  let time = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => (time += 10_000));
  const { rollout, calls } = cluster();
  const deployed = await rollout.repairingWhile(async () => {
    while (calls.length === 0) await setImmediate();
    return 'deployed';
  });
  expect(deployed).toBe('deployed');
  await rollout.wait();
  expect(calls).toEqual(['delete pod loki-0']);
});

test('a deployment that fails ends the repair', async () => {
  const { rollout, list } = cluster();
  await expect(rollout.repairingWhile(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const reads = list.mock.calls.length;
  await setImmediate();
  expect(list.mock.calls.length).toBe(reads);
});

/** A lost node keeps the old pod of a Deployment; the pod that replaces it is ready or missing. */
function afterLoss(readyReplicas: number) {
  const lost: Pod = {
    metadata: { name: 'thanos-1', namespace: 'llm-monitoring', deletionTimestamp: '2026-01-01T00:00:00Z' },
    spec: { nodeName: 'node3' },
    status: { phase: 'Running', containerStatuses: [{ name: 'query', ready: true }] },
  };
  const deployment: Workload = {
    kind: 'Deployment',
    metadata: { name: 'thanos', namespace: 'llm-monitoring' },
    spec: { replicas: 2, template: { metadata: {} } },
    status: { updatedReplicas: 2, readyReplicas },
  };
  const lists: Record<string, readonly object[]> = { pods: [lost], [WORKLOADS]: [deployment] };
  const list = (kinds: string) => Promise.resolve(lists[kinds] ?? []);
  return new Rollout({ list } as unknown as Kubectl, settings);
}

test('a pod that a lost node keeps is not awaited once another has replaced it', async () => {
  await afterLoss(2).wait(0);
  await expect(afterLoss(1).wait(0)).rejects.toThrow(/thanos-1: its node does not report/);
});

test('the operator is awaited, whose change of the pods follows that of its object', async () => {
  const object = (observedGeneration: number) => ({
    kind: 'Prometheus',
    metadata: { name: 'llm-monitoring-prometheus', namespace: 'llm-monitoring', generation: 2 },
    status: { conditions: [{ type: 'Reconciled', status: 'True', observedGeneration }] },
  });
  const of = (operated: object) => {
    const list = (kinds: string) => Promise.resolve(kinds.startsWith('prometheuses') ? [operated] : []);
    return new Rollout({ list } as unknown as Kubectl, settings);
  };
  await of(object(2)).wait(0);
  await expect(of(object(1)).wait(0)).rejects.toThrow(
    'llm-monitoring/llm-monitoring-prometheus: the operator has not applied this Prometheus',
  );
});

describe('others in a namespace that the program did not create', () => {
  const shared = parseSettings({ backend: 'kubernetes', kubernetes: { createNamespace: false } });
  const lists: Record<string, readonly object[]> = {
    pods: [STUCK],
    [WORKLOADS]: [SET],
    persistentvolumeclaims: [
      { metadata: { name: 'data-of-others', labels: { 'app.kubernetes.io/name': 'loki' } } },
      {
        metadata: {
          name: 'storage-llm-monitoring-loki-0',
          labels: {
            'app.kubernetes.io/name': 'loki',
            'app.kubernetes.io/instance': 'llm-monitoring-loki',
            'app.kubernetes.io/component': 'single-binary',
          },
        },
      },
    ],
  };
  const run = vi.fn(() => Promise.resolve(''));
  const kubectl = { list: (kinds: string) => Promise.resolve(lists[kinds] ?? []), run } as unknown as Kubectl;

  test('are neither awaited nor replaced', async () => {
    await new Rollout(kubectl, shared).wait(0);
    expect(run).not.toHaveBeenCalled();
    await expect(new Rollout(kubectl, settings).wait(0)).rejects.toThrow(/loki-0/);
  });

  test('get no Service that the operator made for the kubelets', async () => {
    run.mockClear();
    await deleteKubelets(kubectl, settings);
    expect(run).not.toHaveBeenCalled();
    await deleteKubelets(kubectl, shared);
    const where = ['--namespace', 'llm-monitoring', '--ignore-not-found'];
    expect(run).toHaveBeenCalledWith('delete', 'service', 'llm-monitoring-kubelet', ...where);
  });

  test('keep their volumes, which "down" does not name', async () => {
    expect(await remains(kubectl, shared)).toMatch(/for the next up: storage-llm-monitoring-loki-0\. /);
  });
});
