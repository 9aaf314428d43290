import { expect, test } from 'vitest';
import { type Manifest, releases } from '../../configs/kubernetes/index.ts';
import type { Settings } from '../../configs/index.ts';
import { IMAGES, type ImageName } from '../../configs/versions.ts';
import { onKubernetes } from '../configs/kubernetes/stacks.ts';
import { findCharts, rendered } from '../helpers/kubernetes/charts.ts';
import { describeWithAll, programs } from '../helpers/kubernetes/needs.ts';
import { namespaceOf } from '../../configs/inventory/kubernetes.ts';

const charts = findCharts();
const NEEDS = { ...programs('helm'), LLM_MONITORING_CHARTS: charts };

/** The images that a chart runs, each with its own digest. */
const ON_KUBERNETES = ['prometheus', 'alertmanager', 'loki', 'grafana', 'alloy', 'nodeExporter'] as const;
const digestOf = (name: ImageName) => `sha256:${String(ON_KUBERNETES.indexOf(name as never) + 1).repeat(64)}`;
const inMirror = (name: ImageName) => `mirror.example.com/${IMAGES[name].replace(/^[a-z]+\.[a-z]+\//, '')}`;

const settingsWith = (image: (name: ImageName) => string): Settings =>
  onKubernetes(
    { clusterMetrics: true },
    {
      images: Object.fromEntries(ON_KUBERNETES.map((name) => [name, image(name)])),
      alerts: {
        engine: 'prometheus',
        contactPoints: [{ kind: 'webhook', name: 'on-call', url: 'https://hooks.example.com/llm' }],
      },
    },
  );

/** Every image of every container, and those that the operator uses for its pods. */
function imagesOf(settings: Settings): string[] {
  const objects = releases(settings).flatMap((release) =>
    rendered(charts!, release, namespaceOf(settings), release.values),
  );
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'image' && typeof inner === 'string') found.add(inner);
      walk(inner);
    }
  };
  for (const { spec } of objects.filter(({ kind }) => kind !== 'CustomResourceDefinition') as Manifest[]) {
    walk(spec);
  }
  return [...found];
}

describeWithAll(NEEDS, 'an image that is pinned by its digest is what the pods run', () => {
  test('with tag and digest', () => {
    const pinned = (name: ImageName) => `${inMirror(name)}@${digestOf(name)}`;
    const images = imagesOf(settingsWith(pinned));
    for (const name of ON_KUBERNETES) {
      expect(images).toContainEqual(
        expect.stringMatching(new RegExp(`^mirror\\.example\\.com/.*@${digestOf(name)}$`)),
      );
    }
  });

  test('with a digest alone', () => {
    const untagged = (name: ImageName) => `${inMirror(name).replace(/:[^:/]+$/, '')}@${digestOf(name)}`;
    const images = imagesOf(settingsWith(untagged));
    for (const name of ON_KUBERNETES) {
      expect(images).toContainEqual(
        expect.stringMatching(new RegExp(`^mirror\\.example\\.com/.*@${digestOf(name)}$`)),
      );
    }
  });

  test('by tag without a digest', () => {
    const images = imagesOf(settingsWith(inMirror));
    for (const name of ON_KUBERNETES) expect(images).toContain(inMirror(name));
  });
});
