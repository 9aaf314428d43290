import { describe, expect, it, test } from 'vitest';
import { after, before, namespaces } from '../../../configs/kubernetes/manifests.ts';
import { releases } from '../../../configs/kubernetes/index.ts';
import { hardwareDashboard } from '../../../configs/dashboards/hardware/dashboard.ts';
import { kubelet as volumes } from '../../../configs/exporters/kubelet.ts';
import { onKubernetes, prod } from './stacks.ts';
import type { Tree } from './tree.ts';

const withExporters = (exporters: object, kubernetes = {}) => onKubernetes(kubernetes, { exporters });

const valuesOf = (settings: ReturnType<typeof onKubernetes>) =>
  releases(settings).find(({ part }) => part === 'prometheus')!.values;

const monitorsOf = (settings: ReturnType<typeof onKubernetes>) =>
  after(settings).filter(({ kind }) => kind === 'PodMonitor');

const monitored = (settings: ReturnType<typeof onKubernetes>) =>
  monitorsOf(settings).map(({ metadata }) => metadata.name);

const egressOf = (settings: ReturnType<typeof onKubernetes>) => {
  const policy = before(settings).find(({ metadata }) => metadata.name === 'llm-monitoring-prometheus');
  return JSON.stringify((policy!['spec'] as { egress: unknown }).egress);
};

describe('exporters on Kubernetes', () => {
  test.each<[string, object, object, object]>([
    ['nothing', {}, {}, { nodeExporter: false, kubelet: false, kubeStateMetrics: false }],
    ['node', { node: true }, {}, { nodeExporter: true, kubelet: false, kubeStateMetrics: false }],
    ['containers', { containers: true }, {}, { nodeExporter: false, kubelet: true, kubeStateMetrics: false }],
    [
      'clusterMetrics',
      {},
      { clusterMetrics: true },
      { nodeExporter: true, kubelet: true, kubeStateMetrics: true },
    ],
  ])('%s is what the chart runs', (_, exporters, kubernetes, wanted) => {
    const values = valuesOf(withExporters(exporters, kubernetes));
    for (const [part, enabled] of Object.entries(wanted)) expect(values[part]).toMatchObject({ enabled });
  });

  it('give the node exporter its namespace, monitor, image and policy, and nothing else', () => {
    const settings = withExporters({ node: true });
    expect(namespaces(settings).map(({ metadata }) => metadata.name)).toContain('llm-monitoring-nodes');
    expect(monitored(settings)).toContain('llm-monitoring-node-exporter');
    expect(monitored(settings)).not.toContain('llm-monitoring-kube-state-metrics');
    expect(valuesOf(settings)).toMatchObject({
      'prometheus-node-exporter': { image: { registry: 'docker.io', repository: 'prom/node-exporter' } },
    });
    expect(egressOf(settings)).toContain('"port":9100');
    expect(egressOf(settings)).not.toContain('"port":10250');
  });

  it('watch the disks in size prod, without the metrics of all containers', () => {
    const { kubelet } = valuesOf(prod) as Record<string, Tree>;
    expect(kubelet).toMatchObject({ enabled: true, serviceMonitor: { cAdvisor: false, probes: false } });
    const [{ action, regex }] = kubelet.serviceMonitor.metricRelabelings;
    expect(action).toBe('keep');
    for (const { name } of volumes) expect(name).toMatch(new RegExp(`^(?:${regex})$`));
  });

  it('keep the memory limits of containers, and leave nothing in other namespaces', () => {
    const { kubelet, prometheusOperator } = valuesOf(withExporters({ containers: true })) as Record<
      string,
      Tree
    >;
    const dropped = kubelet.serviceMonitor.cAdvisorMetricRelabelings
      .filter(({ sourceLabels }: Tree) => sourceLabels.length === 1)
      .map(({ regex }: Tree) => new RegExp(`^(?:${regex})$`));
    const drawn = JSON.stringify(hardwareDashboard(withExporters({ containers: true })).json).match(
      /container_[a-z_]+/g,
    )!;
    expect(drawn).toContain('container_spec_memory_limit_bytes');
    for (const name of drawn)
      expect([name, dropped.some((regex: RegExp) => regex.test(name))]).toEqual([name, false]);
    expect([kubelet.namespace, prometheusOperator.kubeletService.namespace]).toEqual([
      'llm-monitoring',
      'llm-monitoring',
    ]);
  });

  it('allow Prometheus to reach the kubelets for container metrics', () => {
    const settings = withExporters({ containers: true });
    expect(valuesOf(settings)).toMatchObject({
      kubernetesServiceMonitors: { enabled: true },
      prometheusOperator: { kubeletService: { enabled: true } },
    });
    expect(egressOf(settings)).toContain('"port":10250');
    expect(namespaces(settings)).toHaveLength(1);
  });

  it("find the GPU operator's exporter in any namespace and run none", () => {
    const settings = withExporters({ gpu: true });
    const monitor = monitorsOf(settings).find(
      ({ metadata }) => metadata.name === 'llm-monitoring-dcgm-exporter',
    );
    expect(monitor!['spec']).toMatchObject({
      selector: { matchLabels: { app: 'nvidia-dcgm-exporter' } },
      namespaceSelector: { any: true },
      podMetricsEndpoints: [
        {
          port: 'metrics',
          relabelings: [{ targetLabel: 'job', replacement: 'dcgm-exporter' }, { targetLabel: 'instance' }],
        },
      ],
    });
    expect(egressOf(settings)).toContain('"port":9400');
    expect(JSON.stringify(valuesOf(settings))).not.toContain('dcgm');
    expect(valuesOf(settings)).toEqual(valuesOf(onKubernetes()));
  });
});
