import { expect, test } from 'vitest';
import { dataSources } from '../../../configs/grafana/data-sources.ts';
import { parseSettings } from '../../../configs/index.ts';
import { serverUrls } from '../../../configs/inventory/addresses.ts';
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

test.each(['prometheus', 'grafana'])('allows %s to reach their ports', (part) => {
  const policy = before(settings).find(({ metadata }) => metadata.name === `llm-monitoring-${part}`);
  const anywhere = (policy!.spec as Tree).egress.filter(({ to }: Tree) => to === undefined);
  expect(anywhere.flatMap(({ ports }: Tree) => ports)).toContainEqual({ port: 9443, protocol: 'TCP' });
  expect((policy!.spec as Tree).egress).toContainEqual({
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
  });
});

test('shows the alerts of the first in Grafana, on Docker too', () => {
  const docker = parseSettings({ alerts: { engine: 'prometheus', alertmanagers: ['alertmanager:9093'] } });
  expect(serverUrls(settings).alertmanager).toBe('http://alertmanager.monitoring.svc:9093');
  expect(serverUrls(docker).alertmanager).toBe('http://alertmanager:9093');
  expect(dataSources(docker).map(({ uid }) => uid)).toEqual(['prometheus', 'loki', 'alertmanager']);
});

test('has none with engine grafana', () => {
  expect(dataSources(onKubernetes()).map(({ uid }) => uid)).toEqual(['prometheus', 'loki']);
  expect(spec(onKubernetes())).not.toHaveProperty('additionalAlertManagerConfigs');
});
