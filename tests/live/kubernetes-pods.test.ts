import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { CHART_KEYS } from '../../configs/chart-keys.ts';
import { after, before, type Manifest, releases } from '../../configs/kubernetes/index.ts';
import { parseSettings, type Settings } from '../../configs/index.ts';
import { namespaceOf } from '../../configs/inventory/kubernetes.ts';
import { CHARTS, type ChartName } from '../../configs/versions.ts';
import { findCharts, rendered } from '../helpers/kubernetes/charts.ts';
import { describeWithAll, programs } from '../helpers/kubernetes/needs.ts';
import type { Tree } from '../configs/kubernetes/tree.ts';

const charts = findCharts();
const NEEDS = { ...programs('helm', 'tar'), LLM_MONITORING_CHARTS: charts };

const TOLERATION = { key: 'dedicated', operator: 'Equal', value: 'monitoring', effect: 'NoSchedule' };

/** Every workload there can be, each with its place. */
const placed = (mode: 'monolithic' | 'distributed', kubernetes: object = {}): Settings =>
  parseSettings({
    backend: 'kubernetes',
    demo: true,
    alerts: {
      engine: 'prometheus',
      contactPoints: [{ kind: 'webhook', name: 'on-call', url: 'https://hooks.example.com/llm' }],
    },
    kubernetes: {
      context: 'test',
      size: 'prod',
      clusterMetrics: true,
      placement: {
        nodeSelector: { pool: 'monitoring' },
        tolerations: [TOLERATION],
        priorityClassName: 'monitoring',
        parts: { loki: { nodeSelector: { pool: 'storage' } } },
      },
      podLabels: { team: 'ml' },
      podAnnotations: { note: 'a note' },
      loki: { mode, objectStore: { kind: 's3', bucket: 'llm-logs', region: 'eu-central-1' } },
      grafana: { database: { host: 'postgres:5432', existingSecret: 'database' } },
      ...kubernetes,
    },
  });

interface Pod {
  readonly name: string;
  readonly spec: Tree;
  readonly metadata: Tree;
}

const charted = (settings: Settings): Manifest[] =>
  releases(settings).flatMap((release) => rendered(charts!, release, namespaceOf(settings), release.values));

/** The pods of workloads, and of the resources that the operator turns into workloads. */
function podsOf(settings: Settings): Pod[] {
  const objects: Manifest[] = [...after(settings), ...charted(settings)];
  return (objects as Tree[]).flatMap(({ kind, metadata, spec }): Pod[] => {
    const name = `${kind}/${metadata.name}`;
    if (spec?.template?.spec) return [{ name, ...spec.template }];
    if (kind === 'Prometheus' || kind === 'Alertmanager')
      return [{ name, spec, metadata: spec.podMetadata ?? {} }];
    return [];
  });
}

describeWithAll(NEEDS, 'pods as the charts make them', () => {
  test.each(['monolithic', 'distributed'] as const)(
    'have their place, labels and annotations, %s',
    (mode) => {
      const pods = podsOf(placed(mode));
      expect(pods.length).toBeGreaterThan(mode === 'distributed' ? 15 : 9);
      for (const { name, spec, metadata } of pods) {
        const everywhere = name.endsWith('-node-exporter');
        const pool = name.includes('-loki') ? 'storage' : 'monitoring';
        expect.soft([name, spec.priorityClassName]).toEqual([name, 'monitoring']);
        expect.soft([name, metadata.labels?.team]).toEqual([name, 'ml']);
        expect.soft([name, metadata.annotations?.note]).toEqual([name, 'a note']);
        if (everywhere) {
          expect.soft(spec.tolerations).toEqual([{ effect: 'NoSchedule', operator: 'Exists' }]);
          continue;
        }
        expect.soft([name, spec.nodeSelector?.pool]).toEqual([name, pool]);
        expect.soft([name, spec.tolerations]).toEqual([name, [TOLERATION]]);
      }
    },
  );

  test.each(['monolithic', 'distributed'] as const)(
    'and the objects that Prometheus loads are told apart from those of others in a shared namespace, %s',
    (mode) => {
      const settings = placed(mode, { createNamespace: false });
      const denied = before(settings).find(({ metadata }) => metadata.name.endsWith('-default-deny')) as Tree;
      const [{ key, values }] = denied.spec.podSelector.matchExpressions;
      const stack = podsOf(settings).filter(
        ({ name }) => !name.includes('/demo-') && !name.endsWith('-node-exporter'),
      );
      expect(stack.length).toBeGreaterThan(mode === 'distributed' ? 15 : 7);
      for (const { name, metadata } of stack) {
        // The operator labels its pods with the name of the resource.
        const operated = /^(?:Prometheus|Alertmanager)\/(.*)/.exec(name)?.[1];
        expect
          .soft([name, values])
          .toEqual([name, expect.arrayContaining([operated ?? metadata.labels[key]])]);
      }
      const objects = [...after(settings), ...charted(settings)] as Tree[];
      const { spec } = objects.find(({ kind }) => kind === 'Prometheus');
      for (const kind of ['ServiceMonitor', 'PodMonitor', 'PrometheusRule']) {
        const selector =
          spec[
            kind === 'PrometheusRule' ? 'ruleSelector' : `${kind[0]!.toLowerCase()}${kind.slice(1)}Selector`
          ];
        const loaded = objects.filter((object) => object.kind === kind);
        expect(loaded.length).toBeGreaterThan(0);
        for (const { metadata } of loaded)
          expect.soft([metadata.name, metadata.labels]).toMatchObject([metadata.name, selector.matchLabels]);
        expect(Object.keys(selector.matchLabels)).not.toEqual([]);
      }
    },
  );

  test('of Deployments that never share a node are replaced in place', () => {
    const objects = releases(placed('distributed')).flatMap((release) =>
      rendered(charts!, release, 'llm-monitoring', release.values),
    );
    const apart = ([...after(placed('distributed')), ...objects] as Tree[]).filter(
      ({ kind, spec }) =>
        kind === 'Deployment' &&
        spec.template.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution,
    );
    expect(apart.length).toBeGreaterThan(5);
    for (const { metadata, spec } of apart)
      expect.soft([metadata.name, spec.strategy?.rollingUpdate?.maxSurge]).toEqual([metadata.name, 0]);
  });

  test('take additional values, merged with those of the stack', () => {
    const settings = placed('monolithic', {
      helmValues: {
        grafana: { 'grafana.ini': { users: { default_theme: 'light' } } },
        loki: { singleBinary: { terminationGracePeriodSeconds: 300 } },
        prometheus: { prometheus: { prometheusSpec: { walCompression: false } } },
      },
    });
    const objects = releases(settings).flatMap((release) =>
      rendered(charts!, release, 'llm-monitoring', release.values),
    ) as Tree[];
    const ini: string = objects.find(({ data }) => data?.['grafana.ini'])!.data['grafana.ini'];
    expect(ini).toMatch(/\[users\]\ndefault_theme = light/);
    expect(ini).toMatch(/\[database\]/);
    expect(objects.find(({ kind }) => kind === 'Prometheus').spec).toMatchObject({
      walCompression: false,
      replicas: 2,
    });
  });

  test('are refused by a chart that has a schema', () => {
    const settings = placed('monolithic', { helmValues: { loki: { singleBinary: { replicas: 'three' } } } });
    const loki = releases(settings).find(({ part }) => part === 'loki')!;
    expect(() => rendered(charts!, loki, 'llm-monitoring', loki.values)).toThrow(/replicas/);
  });
});

describeWithAll(NEEDS, 'the known keys of a chart', () => {
  test.each(Object.keys(CHARTS) as ChartName[])('%s', (name) => {
    const archive = join(charts!, `${name}-${CHARTS[name].version}.tgz`);
    const file = (path: string) => spawnSync('tar', ['-xzOf', archive, path], { encoding: 'utf8' }).stdout;
    const declared = Object.keys(parse(file(`${name}/values.yaml`)) as object);
    const { dependencies = [] } = parse(file(`${name}/Chart.yaml`)) as { dependencies?: Tree[] };
    const expected = [...declared, ...dependencies.map((each) => each.alias ?? each.name)];
    expect(expected.filter((key) => !CHART_KEYS[name].includes(key))).toEqual([]);
    const templates = all(archive, name);
    const read = CHART_KEYS[name].filter((key) => !expected.includes(key));
    expect(read.filter((key) => !templates.includes(`.Values.${key}`))).toEqual([]);
  });
});

/** The text of all templates. */
const all = (archive: string, name: string): string =>
  spawnSync('tar', ['-xzOf', archive, '--wildcards', `${name}/templates/*`], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  }).stdout;
