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

test('the Prometheus of the cluster is given monitors and rules where its operator is named', () => {
  const made = after(settings);
  expect(new Set(made.map(({ kind }) => kind))).toEqual(
    new Set(['PrometheusRule', 'PodMonitor', 'ScrapeConfig']),
  );
  for (const { metadata } of made) expect(metadata.labels, metadata.name).toMatchObject(LABELS);
  const names = made.filter(({ kind }) => kind === 'PodMonitor').map(({ metadata }) => metadata.name);
  // Neither a Prometheus, nor what its chart would bring: that is the cluster's.
  expect(names).toEqual([
    'llm-monitoring-loki',
    'llm-monitoring-grafana',
    'llm-monitoring-alloy',
    'llm-monitoring-vllm',
  ]);
  expect(releases(settings).map(({ part }) => part)).toEqual(['loki', 'grafana', 'alloy']);
});

test('it is let in from any namespace, and nothing of ours is expected to run', () => {
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

test('a Prometheus that no operator runs is asked, and given nothing', () => {
  expect(after(onKubernetes({}, { prometheus: { existing } }))).toEqual([]);
});
