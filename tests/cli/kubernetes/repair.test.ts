import { describe, expect, test } from 'vitest';
import { foreignDefinitions } from '../../../cli/kubernetes/definitions.ts';
import { bytesOf, resizedDisks } from '../../../cli/kubernetes/disks.ts';
import { blockingRecords } from '../../../cli/kubernetes/helm-records.ts';
import type { Claim, Pod, Workload } from '../../../cli/kubernetes/objects.ts';
import { stuckPods } from '../../../cli/kubernetes/rollout.ts';
import { parseSettings } from '../../../configs/index.ts';
import { podLabelsOf } from '../../../configs/inventory/kubernetes.ts';
import { type KubernetesPart, PART_NAMES, partOf } from '../../../configs/stack/parts.ts';

const settings = (kubernetes: object = {}) =>
  parseSettings({ backend: 'kubernetes', kubernetes: { context: 'test', ...kubernetes } });

const set = (name: string, labels: Record<string, string>, storage?: string): Workload => ({
  kind: 'StatefulSet',
  metadata: { name, namespace: 'llm-monitoring' },
  spec: {
    replicas: 1,
    template: { metadata: { labels } },
    ...(storage === undefined
      ? {}
      : {
          volumeClaimTemplates: [
            { metadata: { name: 'storage' }, spec: { resources: { requests: { storage } } } },
          ],
        }),
  },
  status: { updateRevision: `${name}-2`, readyReplicas: 1 },
});

describe('a pod is stuck', () => {
  const LOKI = set('loki', {});
  const pod = (revision: string, ready: boolean, more = {}): Pod => ({
    metadata: {
      name: 'loki-0',
      labels: { 'controller-revision-hash': revision },
      ownerReferences: [{ kind: 'StatefulSet', name: 'loki' }],
      ...more,
    },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  });

  test.each([
    ['outdated and not ready', pod('loki-1', false), 1],
    ['outdated and ready, which its set replaces', pod('loki-1', true), 0],
    ['current and not ready yet', pod('loki-2', false), 0],
    ['on its way out', pod('loki-1', false, { deletionTimestamp: 'now' }), 0],
    ['of no set', pod('loki-1', false, { ownerReferences: [] }), 0],
  ])('%s', (_, one, count) => {
    expect(stuckPods([one], [LOKI])).toHaveLength(count);
  });
});

describe('Helm records', () => {
  const record = (name: string, status: string) => ({
    metadata: { name: `sh.helm.release.v1.${name}.v1`, labels: { name, status } },
  });

  test('of a killed run are in the way, those of others and finished ones are not', () => {
    const records = [
      record('llm-monitoring', 'deployed'),
      record('llm-monitoring-loki', 'pending-upgrade'),
      record('llm-monitoring-grafana', 'deployed'),
      record('other', 'pending-install'),
    ];
    const ours = ['llm-monitoring', 'llm-monitoring-loki', 'llm-monitoring-grafana'];
    expect(blockingRecords(records, ours, ['llm-monitoring', 'llm-monitoring-loki'])).toEqual([
      records[1],
      // Installed by a run that was killed before it entered the release into the state.
      records[2],
    ]);
  });
});

describe('definitions of the operator', () => {
  const definition = (release?: string) => ({
    metadata: {
      name: 'prometheuses.monitoring.coreos.com',
      ...(release === undefined ? {} : { annotations: { 'meta.helm.sh/release-name': release } }),
    },
  });

  test('of this stack are its own', () => {
    expect(foreignDefinitions(settings(), [definition('llm-monitoring-crds')])).toBeUndefined();
    expect(foreignDefinitions(settings(), [])).toBeUndefined();
  });

  test.each([
    ['of another release', 'kube-prometheus-stack', 'of the Helm release kube-prometheus-stack'],
    ['of nobody known', undefined, '1 of monitoring.coreos.com)'],
  ])('%s are named, with the key to set', (_, release, text) => {
    const error = foreignDefinitions(settings(), [definition(release)])!;
    expect(error.message).toContain(text);
    expect(error.advice).toContain('llm-monitoring:kubernetes.operator to existing');
  });
});

describe('disks', () => {
  const LABELS = { 'app.kubernetes.io/name': 'loki', 'app.kubernetes.io/instance': 'llm-monitoring-loki' };
  const claim = (storage: string): Claim => ({
    metadata: { name: 'storage-loki-0' },
    spec: { resources: { requests: { storage } } },
  });
  const check = (wanted: string, template: string, size: string, labels = LABELS) =>
    resizedDisks(settings({ loki: { storage: wanted } }), [set('loki', labels, template)], [claim(size)]);

  test('of the same size are fine, in whatever unit', () => {
    expect(check('20Gi', '20Gi', '20Gi')).toBeUndefined();
    expect(check('20Gi', '20480Mi', '20Gi')).toBeUndefined();
  });

  test('that grow are refused with the commands that grow them', () => {
    const { advice } = check('50Gi', '20Gi', '20Gi')!;
    expect(advice).toContain('patch pvc storage-loki-0');
    expect(advice).toContain('"storage":"50Gi"');
    expect(advice).toContain('delete statefulset loki --cascade=orphan');
    expect(advice).toContain('--context test --namespace llm-monitoring');
  });

  test('that have grown pass, once the set is gone', () => {
    expect(check('50Gi', '20Gi', '50Gi')!.advice).not.toContain('patch pvc');
    expect(resizedDisks(settings({ loki: { storage: '50Gi' } }), [], [claim('50Gi')])).toBeUndefined();
  });

  test('of Prometheus need no deletion, because the operator recreates its set', () => {
    const prometheus = {
      'app.kubernetes.io/name': 'prometheus',
      'app.kubernetes.io/instance': 'llm-monitoring-prometheus',
    };
    const sets = [set('loki', prometheus, '20Gi')];
    const grown = settings({ prometheus: { storage: '50Gi' } });
    expect(resizedDisks(grown, sets, [claim('20Gi')])!.advice).not.toContain('delete statefulset');
    expect(resizedDisks(grown, sets, [claim('50Gi')])).toBeUndefined();
  });

  test.each(PART_NAMES.filter((name) => partOf(name).kubernetes))(
    'of %s are checked if it has a size',
    (name) => {
      const part = partOf(name);
      const stack = settings();
      const labels = podLabelsOf(stack)[name as KubernetesPart];
      const error = resizedDisks(
        stack,
        [set(name, { ...labels }, '1Mi')],
        [{ ...claim('1Mi'), metadata: { name: `storage-${name}-0` } }],
      );
      expect(error !== undefined).toBe(part.kubernetes!.size !== undefined);
    },
  );

  test('that shrink are refused with the key', () => {
    expect(check('10Gi', '20Gi', '20Gi')!.message).toContain(
      'llm-monitoring:kubernetes.loki.storage: found "10Gi", expected at least the size of the existing volumes (storage-loki-0: 20Gi)',
    );
  });

  test('of others are ignored', () => {
    expect(
      check('50Gi', '20Gi', '20Gi', { 'app.kubernetes.io/name': 'x', 'app.kubernetes.io/instance': 'y' }),
    ).toBeUndefined();
  });

  test.each([
    ['1Gi', 2 ** 30],
    ['500M', 5e8],
    ['1.5Ti', 1.5 * 2 ** 40],
    ['1024', 1024],
  ])('%s', (text, bytes) => {
    expect(bytesOf(text)).toBe(bytes);
  });
});
