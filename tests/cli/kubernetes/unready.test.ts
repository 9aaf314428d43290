import { describe, expect, test } from 'vitest';
import type { Pod } from '../../../cli/kubernetes/objects.ts';
import { describeUnready, isReady } from '../../../cli/kubernetes/unready.ts';
import { parseSettings } from '../../../configs/index.ts';

const settings = parseSettings({ backend: 'kubernetes' });

const PROMETHEUS = {
  'app.kubernetes.io/name': 'prometheus',
  'app.kubernetes.io/instance': 'llm-monitoring-prometheus',
};
const LOKI = { 'app.kubernetes.io/name': 'loki', 'app.kubernetes.io/instance': 'llm-monitoring-loki' };
const TEMPO = { 'app.kubernetes.io/name': 'tempo', 'app.kubernetes.io/instance': 'llm-monitoring-tempo' };

const pod = (labels: Record<string, string>, status: Partial<Pod['status']>): Pod => ({
  metadata: { name: 'a-pod', namespace: 'llm-monitoring', labels },
  status: { phase: 'Pending', ...status },
});

const unscheduled = (message: string): Partial<Pod['status']> => ({
  conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
});

const waiting = (reason: string, message = '', more = {}): Partial<Pod['status']> => ({
  containerStatuses: [{ name: 'c', ready: false, state: { waiting: { reason, message } }, ...more }],
});

describe('a pod that is not ready', () => {
  // Messages of kube-scheduler and kubelet 1.35.
  test.each([
    [
      PROMETHEUS,
      unscheduled('0/1 nodes are available: 1 Insufficient memory.'),
      'Insufficient memory',
      'llm-monitoring:prometheus.memory',
    ],
    [
      LOKI,
      unscheduled('0/1 nodes are available: 1 Insufficient cpu.'),
      'Insufficient cpu',
      'llm-monitoring:kubernetes.loki.cpu',
    ],
    [
      LOKI,
      unscheduled('0/3 nodes are available: 3 node(s) had untolerated taint {dedicated: gpu}.'),
      'untolerated taint',
      'llm-monitoring:kubernetes.placement',
    ],
    [
      LOKI,
      unscheduled("0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules."),
      'anti-affinity',
      'llm-monitoring:kubernetes.loki.replicas',
    ],
    [
      LOKI,
      unscheduled('pod has unbound immediate PersistentVolumeClaims.'),
      'unbound',
      'llm-monitoring:kubernetes.storageClass',
    ],
    [
      LOKI,
      waiting('ImagePullBackOff', 'Back-off pulling image "grafana/loki:9"'),
      'ImagePullBackOff: Back-off',
      'llm-monitoring:images.loki',
    ],
    [TEMPO, waiting('ErrImagePull'), 'ErrImagePull', 'llm-monitoring:images.tempo'],
    [
      TEMPO,
      unscheduled('0/1 nodes are available: 1 Insufficient memory.'),
      'Insufficient memory',
      'llm-monitoring:traces.memory',
    ],
    [{ app: 'x' }, waiting('ErrImagePull'), 'ErrImagePull', 'llm-monitoring:kubernetes.imageRegistry'],
    [
      LOKI,
      waiting('CreateContainerConfigError', 'secret "keys" not found'),
      'secret "keys" not found',
      'existingSecret',
    ],
    [
      LOKI,
      waiting('CrashLoopBackOff', 'back-off', {
        lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
      }),
      'OOMKilled',
      'llm-monitoring:loki.memory',
    ],
    [
      { 'app.kubernetes.io/name': 'tempo', 'app.kubernetes.io/instance': 'llm-monitoring-tempo' },
      unscheduled('0/1 nodes are available: 1 Insufficient memory.'),
      'Insufficient memory',
      'llm-monitoring:traces.memory',
    ],
    [
      { 'app.kubernetes.io/name': 'alloy', 'app.kubernetes.io/instance': 'llm-monitoring-alloy' },
      unscheduled('0/1 nodes are available: 1 Insufficient cpu.'),
      'Insufficient cpu',
      'llm-monitoring:kubernetes.collector.cpu',
    ],
  ])('%j %j', (labels, status, reason, key) => {
    const line = describeUnready(settings, pod(labels as Record<string, string>, status));
    expect(line).toContain('llm-monitoring/a-pod: ');
    expect(line).toContain(reason);
    expect(line).toContain(key);
  });

  test('has no key if its size is fixed', () => {
    const operator = { app: 'kube-prometheus-stack-operator', release: 'llm-monitoring' };
    const status = unscheduled('0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory.');
    expect(describeUnready(settings, pod(operator, status))).not.toContain('Key:');
  });

  test('that crashes is shown with the command for its log', () => {
    const status = waiting('CrashLoopBackOff', '', {
      lastState: { terminated: { reason: 'Error', exitCode: 1 } },
    });
    expect(describeUnready(settings, pod(LOKI, status))).toBe(
      '  llm-monitoring/a-pod: CrashLoopBackOff: container c exits with code 1; kubectl --namespace llm-monitoring logs a-pod --container c --previous',
    );
  });

  // As left by the node controller of Kubernetes 1.35.
  test('on a lost node is named with the node', () => {
    const status: Pod['status'] = {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'False' }],
      containerStatuses: [{ name: 'loki', ready: true, state: {} }],
    };
    expect(describeUnready(settings, { ...pod(LOKI, status), spec: { nodeName: 'node3' } })).toBe(
      '  llm-monitoring/a-pod: its node does not report: kubectl describe node node3',
    );
  });

  test('that only fails its probe is named with its container', () => {
    const status = { phase: 'Running', containerStatuses: [{ name: 'loki', ready: false, state: {} }] };
    expect(describeUnready(settings, pod(LOKI, status))).toBe('  llm-monitoring/a-pod: not ready (loki)');
  });
});

test('completed pods count as ready, running ones only with the condition', () => {
  expect(isReady(pod(LOKI, { phase: 'Succeeded' }))).toBe(true);
  expect(isReady(pod(LOKI, { phase: 'Running' }))).toBe(false);
  expect(isReady(pod(LOKI, { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }))).toBe(
    true,
  );
});
