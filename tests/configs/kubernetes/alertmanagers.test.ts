import { expect, test } from 'vitest';
import { after, before, releases } from '../../../configs/kubernetes/index.ts';
import { onKubernetes } from './stacks.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Tree = any;

const ALERTMANAGERS = ['alertmanager.monitoring.svc:9093', 'am.example.com:9443'];
const settings = onKubernetes({}, { alerts: { engine: 'prometheus', alertmanagers: ALERTMANAGERS } });

const spec = (of: typeof settings): Tree =>
  (releases(of).find(({ part }) => part === 'prometheus')!.values as Tree).prometheus.prometheusSpec;

test('with engine prometheus, alerts go to the Alertmanagers that are given', () => {
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

test('the policies let Prometheus reach their ports', () => {
  const policy = before(settings).find(({ metadata }) => metadata.name === 'llm-monitoring-prometheus');
  expect((policy!.spec as Tree).egress).toContainEqual({
    ports: [
      { port: 9093, protocol: 'TCP' },
      { port: 9443, protocol: 'TCP' },
    ],
  });
});

test('with engine grafana there are none', () => {
  expect(spec(onKubernetes())).not.toHaveProperty('additionalAlertManagerConfigs');
});
