import { describe, expect, test } from 'vitest';
import { vllmMonitors } from '../../../configs/kubernetes/monitors.ts';
import { scrapeConfigs } from '../../../configs/kubernetes/scrape-configs.ts';
import { relabelings } from '../../../configs/kubernetes/scrape.ts';
import { diet } from '../../../configs/prometheus/diet.ts';
import { onKubernetes } from './stacks.ts';
import { partMonitors } from '../../../configs/kubernetes/part-monitors.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Tree = any;

const LIMITS = {
  bodySizeLimit: '7MB',
  sampleLimit: 1234,
  labelLimit: 21,
  labelNameLengthLimit: 99,
  labelValueLengthLimit: 777,
};

const scraping = (series: 'full' | 'lean') =>
  onKubernetes(
    {
      discovery: [
        { name: 'pods', preset: 'production-stack', router: true, namespaces: ['llm'] },
        { name: 'svc', by: 'service', selector: { app: 'vllm' }, port: 'http', namespaces: ['llm'] },
      ],
    },
    {
      scrape: { series, ...LIMITS },
      targets: [
        { name: 'metal', endpoints: ['10.0.0.1:8000'] },
        { name: 'api', kind: 'prometheus', endpoints: ['10.0.0.2:8000'] },
      ],
    },
  );

test('applies the limits of `scrape` to every monitor and ScrapeConfig', () => {
  const settings = scraping('full');
  const all = [...vllmMonitors(settings), ...partMonitors(settings), ...scrapeConfigs(settings)];
  expect(new Set(all.map(({ kind }) => kind))).toEqual(
    new Set(['PodMonitor', 'ServiceMonitor', 'ScrapeConfig']),
  );
  for (const { spec, metadata } of all) expect(spec, metadata.name).toMatchObject(LIMITS);
});

describe.each(['full', 'lean'] as const)('%s series', (series) => {
  const settings = scraping(series);
  const kept = diet(settings);
  const metricRelabelings = (monitor: Tree) =>
    (monitor.spec.podMetricsEndpoints ?? monitor.spec.endpoints ?? [monitor.spec])[0].metricRelabelings;

  test('are the same as on Docker for vLLM in pods, behind services and outside the cluster', () => {
    const [pods, router, services] = vllmMonitors(settings);
    const [metal, api] = scrapeConfigs(settings);
    for (const monitor of [pods, services, metal]) {
      const rules: Tree[] = metricRelabelings(monitor);
      expect(rules.map(({ action, sourceLabels, regex }) => [action, sourceLabels, regex])).toEqual(
        kept.map(({ action, source_labels, regex }) => [action, source_labels, regex]),
      );
    }
    // A router has few series, all of them its own.
    expect(metricRelabelings(router).map(({ action }: Tree) => action)).toEqual(['drop', 'drop']);
    expect(api!.spec).not.toHaveProperty('metricRelabelings');
  });

  test('keep all non-vLLM series: kube-state-metrics has `kube_pod_created`', () => {
    for (const monitor of partMonitors(settings)) expect(metricRelabelings(monitor)).toBeUndefined();
  });
});

test("prints a relabeling rule with its action, in the operator's format", () => {
  expect(
    relabelings([{ source_labels: ['a', 'b'], regex: '(.+)', target_label: 'c', replacement: '$1' }]),
  ).toEqual([
    { action: 'replace', sourceLabels: ['a', 'b'], regex: '(.+)', targetLabel: 'c', replacement: '$1' },
  ]);
});
