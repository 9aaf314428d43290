import { expect, test } from 'vitest';
import { after, before, releases } from '../../../configs/kubernetes/index.ts';
import { onKubernetes } from './stacks.ts';

const existing = { url: 'http://prometheus-operated.monitoring.svc:9090' };
const LABELS = { release: 'kube-prometheus-stack' };

const settings = onKubernetes(
  {
    operator: 'existing',
    monitorLabels: LABELS,
    clusterMetrics: true,
    discovery: [{ name: 'vllm', preset: 'llm-d', namespaces: ['llm'] }],
  },
  { prometheus: { existing }, targets: [{ name: 'metal', endpoints: ['10.0.0.1:8000'] }] },
);

test('gives the Prometheus of the cluster monitors and rules if its operator is configured', () => {
  const made = after(settings);
  expect(new Set(made.map(({ kind }) => kind))).toEqual(
    new Set(['PrometheusRule', 'PodMonitor', 'ScrapeConfig']),
  );
  for (const { metadata } of made) expect(metadata.labels, metadata.name).toMatchObject(LABELS);
  const names = made.filter(({ kind }) => kind === 'PodMonitor').map(({ metadata }) => metadata.name);
  // Neither a Prometheus nor the parts of its chart: those belong to the cluster.
  expect(names).toEqual([
    'llm-monitoring-loki',
    'llm-monitoring-grafana',
    'llm-monitoring-alloy',
    'llm-monitoring-vllm',
  ]);
  expect(releases(settings).map(({ part }) => part)).toEqual(['loki', 'grafana', 'alloy']);
});

test("allows it from any namespace, and does not expect the stack's own Prometheus", () => {
  const policies = before(settings).filter(({ kind }) => kind === 'NetworkPolicy');
  const names = policies.map(({ metadata }) => metadata.name);
  expect(names).not.toContain('llm-monitoring-kube-state-metrics');
  const loki = policies.find(({ metadata }) => metadata.name === 'llm-monitoring-loki')!;
  expect((loki.spec as { ingress: unknown[] }).ingress).toContainEqual({
    from: [
      { namespaceSelector: {}, podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } } },
    ],
    ports: [{ port: 3100, protocol: 'TCP' }],
  });
});

test('only queries an external Prometheus without an operator', () => {
  expect(after(onKubernetes({}, { prometheus: { existing } }))).toEqual([]);
});
