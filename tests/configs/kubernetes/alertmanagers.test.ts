import { expect, test } from 'vitest';
import { after, before, releases } from '../../../configs/kubernetes/index.ts';
import { onKubernetes } from './stacks.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Tree = any;

const ALERTMANAGERS = ['alertmanager.monitoring.svc:9093', 'am.example.com:9443'];
const settings = onKubernetes({}, { alerts: { engine: 'prometheus', alertmanagers: ALERTMANAGERS } });

const spec = (of: typeof settings): Tree =>
  (releases(of).find(({ part }) => part === 'prometheus')!.values as Tree).prometheus.prometheusSpec;

test('sends alerts to the given Alertmanagers with engine prometheus', () => {
  expect(spec(settings).additionalAlertManagerConfigs).toEqual([
    { static_configs: [{ targets: ALERTMANAGERS }] },
  ]);
  const rules = after(settings).filter(({ kind }) => kind === 'PrometheusRule') as Tree[];
  expect(
    rules.some(({ spec: { groups } }) =>
      groups.some((group: Tree) => group.rules.some(({ alert }: Tree) => alert !== undefined)),
    ),
  ).toBe(true);
});

test('allows Prometheus to reach their ports', () => {
  const policy = before(settings).find(({ metadata }) => metadata.name === 'llm-monitoring-prometheus');
  expect((policy!.spec as Tree).egress).toContainEqual({
    ports: [{ port: 9443, protocol: 'TCP' }],
  });
  expect((policy!.spec as Tree).egress).toContainEqual({
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
  });
});

test('has none with engine grafana', () => {
  expect(spec(onKubernetes())).not.toHaveProperty('additionalAlertManagerConfigs');
});
