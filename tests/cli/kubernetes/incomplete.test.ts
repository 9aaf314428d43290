import { describe, expect, test } from 'vitest';
import { describeIncomplete, incomplete, unapplied } from '../../../cli/kubernetes/incomplete.ts';
import type { Operated, Workload } from '../../../cli/kubernetes/objects.ts';

const workload = (kind: string, status: Workload['status'], generation = 3): Workload => ({
  kind,
  metadata: { name: 'loki', namespace: 'monitoring', generation },
  spec: { replicas: 2, template: { metadata: {} } },
  status,
});

describe('a workload is incomplete', () => {
  const done = { observedGeneration: 3, updatedReplicas: 2, readyReplicas: 2 };
  const onNodes = {
    observedGeneration: 3,
    desiredNumberScheduled: 2,
    updatedNumberScheduled: 2,
    numberReady: 2,
  };
  test.each<[string, Workload, number]>([
    ['without a pod', workload('StatefulSet', {}), 1],
    ['with pods that are not ready', workload('Deployment', { ...done, readyReplicas: 1 }), 1],
    ['with ready pods of an older revision', workload('StatefulSet', { ...done, updatedReplicas: 1 }), 1],
    [
      'whose controller has not seen the change',
      workload('StatefulSet', { ...done, observedGeneration: 2 }),
      1,
    ],
    ['on fewer nodes than wanted', workload('DaemonSet', { ...onNodes, numberReady: 1 }), 1],
    ['with an older revision on a node', workload('DaemonSet', { ...onNodes, updatedNumberScheduled: 1 }), 1],
    ['never when it is done', workload('StatefulSet', done), 0],
    ['never when it is done on all nodes', workload('DaemonSet', onNodes), 0],
  ])('%s', (_, one, count) => {
    expect(incomplete([one])).toHaveLength(count);
    expect(describeIncomplete([one], [])).toHaveLength(count);
  });
});

describe('an object of the operator is not applied', () => {
  const prometheus = (status?: Operated['status']): Operated => ({
    kind: 'Prometheus',
    metadata: { name: 'own', namespace: 'monitoring', generation: 2 },
    ...(status ? { status } : {}),
  });
  const reconciled = (status: string, observedGeneration: number, message = '') =>
    prometheus({ conditions: [{ type: 'Reconciled', status, observedGeneration, message }] });

  test.each<[string, Operated, boolean]>([
    ['before the operator has seen it', prometheus(), true],
    ['while the operator works on a change', reconciled('True', 1), true],
    ['because of an error', reconciled('False', 2), true],
    ['unless it is', reconciled('True', 2), false],
  ])('%s', (_, one, expected) => {
    expect(unapplied([one]).length === 1).toBe(expected);
  });

  test('for the reason that the operator gives', () => {
    expect(describeIncomplete([], [reconciled('False', 2, 'invalid retention')])).toEqual([
      '  monitoring/own: the operator has not applied this Prometheus: invalid retention',
    ]);
  });
});
