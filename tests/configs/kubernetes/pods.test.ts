import { describe, expect, test } from 'vitest';
import { after } from '../../../configs/kubernetes/index.ts';
import { parseSettings, SettingsError } from '../../../configs/index.ts';
import { deepMerge } from '../../../configs/text/deep-merge.ts';
import { onKubernetes } from './stacks.ts';
import { type Tree, valuesOf } from './tree.ts';

const errorOf = (kubernetes: object): string => {
  try {
    parseSettings({ backend: 'kubernetes', kubernetes: { context: 'test', ...kubernetes } });
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return '';
};

describe('placement', () => {
  const placement = {
    nodeSelector: { pool: 'monitoring' },
    tolerations: [{ key: 'dedicated', value: 'monitoring' }],
    priorityClassName: 'high',
  };

  test('of a part replaces single keys of the default', () => {
    const settings = onKubernetes({
      placement: { ...placement, parts: { loki: { nodeSelector: { pool: 'x' } } } },
    });
    expect(valuesOf(settings, 'loki').defaults).toMatchObject({
      nodeSelector: { pool: 'x' },
      priorityClassName: 'high',
      tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'monitoring' }],
    });
    expect(valuesOf(settings, 'alloy').controller.nodeSelector).toEqual({ pool: 'monitoring' });
  });

  test('leaves the node exporter on every node, unless it is given a place of its own', () => {
    const exporter = (more: object) =>
      valuesOf(onKubernetes({ clusterMetrics: true, placement: { ...placement, ...more } }), 'prometheus')[
        'prometheus-node-exporter'
      ];
    expect(exporter({})).toMatchObject({ priorityClassName: 'high' });
    expect(exporter({})).not.toHaveProperty('nodeSelector');
    expect(exporter({})).not.toHaveProperty('tolerations');
    const own = { nodeExporter: { nodeSelector: { 'kubernetes.io/os': 'linux' } } };
    expect(exporter({ parts: own }).nodeSelector).toEqual({ 'kubernetes.io/os': 'linux' });
  });

  test('adds no key if nothing is set', () => {
    for (const part of ['prometheus', 'loki', 'grafana', 'alloy'] as const)
      expect(JSON.stringify(valuesOf(onKubernetes(), part))).not.toMatch(
        /nodeSelector|tolerations|priorityClass/,
      );
  });

  test('names a part that does not exist', () => {
    expect(errorOf({ placement: { parts: { lokki: {} } } })).toContain('kubernetes.placement.parts');
  });
});

describe('labels and annotations', () => {
  test('are those of the pods of manifests too', () => {
    const settings = onKubernetes(
      { podLabels: { team: 'ml' }, podAnnotations: { note: 'x' } },
      { demo: true },
    );
    const templates = (after(settings) as Tree[]).flatMap(({ spec }) => spec?.template ?? []);
    expect(templates).toHaveLength(3);
    for (const { metadata } of templates)
      expect(metadata).toMatchObject({ labels: { team: 'ml' }, annotations: { note: 'x' } });
  });

  test.each(['app', 'release', 'app.kubernetes.io/name'])('must not change %s, which selects pods', (key) => {
    expect(errorOf({ podLabels: { [key]: 'x' } })).toContain('kubernetes.podLabels');
  });
});

describe('additional Helm values', () => {
  test('are merged at every depth, and lists and null replace', () => {
    const base = { a: { b: 1, c: [1, 2] }, d: 'x' };
    expect(deepMerge(base, { a: { c: [3], e: true }, d: null })).toEqual({
      a: { b: 1, c: [3], e: true },
      d: null,
    });
    expect(base).toEqual({ a: { b: 1, c: [1, 2] }, d: 'x' });
  });

  test('reach the release', () => {
    const settings = onKubernetes({ helmValues: { alloy: { controller: { hostNetwork: true } } } });
    expect(valuesOf(settings, 'alloy').controller).toMatchObject({ hostNetwork: true, type: 'statefulset' });
  });

  test('are checked for misspelled keys', () => {
    expect(errorOf({ helmValues: { grafana: { persistance: {} } } })).toContain(
      'kubernetes.helmValues.grafana.persistance: unknown key "persistance"; did you mean "persistence"?',
    );
    expect(errorOf({ helmValues: { grafanas: {} } })).toContain('kubernetes.helmValues');
  });

  test('must not rename what addresses and policies refer to', () => {
    expect(errorOf({ helmValues: { loki: { fullnameOverride: 'x' } } })).toContain('refer to the names');
  });
});
