import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { after, before, releases, secrets } from '../../../configs/kubernetes/index.ts';
import { dataSources } from '../../../configs/grafana/data-sources.ts';
import { serverUrls } from '../../../configs/inventory/addresses.ts';
import { podLabelsOf } from '../../../configs/inventory/kubernetes.ts';
import { SettingsError } from '../../../configs/settings/validation-error.ts';
import { Secret, type Settings } from '../../../configs/index.ts';
import { alertsByPrometheus, onKubernetes } from './stacks.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Tree = any;

const valuesOf = (settings: Settings): Tree =>
  releases(settings).find(({ part }) => part === 'prometheus')!.values;

function faultsOf(kubernetes: object, others: object): [key: string, found: string][] {
  try {
    onKubernetes({ ...kubernetes }, { ...others });
  } catch (error) {
    if (error instanceof SettingsError) return error.errors.map(({ key, found }) => [key, found]);
    throw error;
  }
  return [];
}

const configOf = (settings: Settings): Tree => {
  const secret = secrets(settings).find(
    ({ metadata }) => metadata.name === 'llm-monitoring-alertmanager-config',
  );
  const text = secret!.stringData!['alertmanager.yaml'];
  expect(text).toBeInstanceOf(Secret);
  return parse((text as Secret).reveal());
};

describe('engine prometheus without an external Alertmanager', () => {
  test('runs one, which reads a Secret of the stack', () => {
    const { alertmanager, prometheus } = valuesOf(alertsByPrometheus);
    expect(alertmanager).toMatchObject({
      enabled: true,
      podDisruptionBudget: { enabled: true, minAvailable: 1 },
      alertmanagerSpec: {
        useExistingSecret: true,
        configSecret: 'llm-monitoring-alertmanager-config',
        replicas: 2,
        podAntiAffinity: 'hard',
        automountServiceAccountToken: false,
        storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: '1Gi' } } } } },
      },
    });
    expect(prometheus.prometheusSpec).not.toHaveProperty('additionalAlertManagerConfigs');
    expect(JSON.stringify(releases(alertsByPrometheus))).not.toContain('hooks.example.com');
  });

  test('routes like Grafana: severities, heartbeat, mute timings', () => {
    const { route, receivers, time_intervals, templates } = configOf(alertsByPrometheus);
    expect(route).toEqual({
      receiver: 'on-call',
      group_by: ['alertname', 'cluster', 'namespace', 'job', 'model_name'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '4h',
      routes: [
        {
          receiver: 'healthcheck',
          matchers: ['severity="none"'],
          group_wait: '1s',
          group_interval: '5m',
          repeat_interval: '5m',
        },
        { receiver: 'pager', matchers: ['severity="critical"'], continue: true },
        { receiver: 'on-call', matchers: ['severity="critical"'] },
        { receiver: 'on-call', matchers: ['severity="warning"'], mute_time_intervals: ['nights'] },
        { receiver: 'on-call', matchers: ['severity="info"'] },
        { receiver: '(nobody)', matchers: ['severity="none"'] },
      ],
    });
    expect(receivers.map(({ name }: Tree) => name)).toEqual(['(nobody)', 'on-call', 'pager', 'healthcheck']);
    expect(receivers[1].webhook_configs).toEqual([
      {
        send_resolved: true,
        url: 'https://hooks.example.com/llm',
        http_config: { authorization: { credentials: 'hook-token' } },
      },
    ]);
    expect(time_intervals).toEqual([
      {
        name: 'nights',
        time_intervals: [{ location: 'Europe/Berlin', times: [{ start_time: '00:00', end_time: '07:00' }] }],
      },
    ]);
    expect(templates).toEqual(['/etc/alertmanager/config/*.tmpl']);
  });

  test('has a data source, where Grafana shows and creates silences for the alerts of Prometheus', () => {
    const sources = dataSources(alertsByPrometheus);
    expect(sources.find(({ uid }) => uid === 'prometheus')!.jsonData['alertmanagerUid']).toBe('alertmanager');
    expect(sources.find(({ uid }) => uid === 'alertmanager')).toMatchObject({
      type: 'alertmanager',
      jsonData: { implementation: 'prometheus', handleGrafanaManagedAlerts: false },
    });
    expect(serverUrls(alertsByPrometheus).alertmanager).toBe(
      'http://llm-monitoring-alertmanager.llm-monitoring.svc:9093',
    );
    const grafana = before(alertsByPrometheus).find(
      ({ metadata }) => metadata.name === 'llm-monitoring-grafana',
    );
    expect((grafana!.spec as Tree).egress).toContainEqual({
      to: [{ podSelector: { matchLabels: podLabelsOf(alertsByPrometheus).alertmanager } }],
      ports: [{ port: 9093, protocol: 'TCP' }],
    });
  });

  test('is scraped, and reachable only by Grafana, Prometheus and its peers', () => {
    const names = after(alertsByPrometheus).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(names).toContain('PodMonitor llm-monitoring-alertmanager');
    const policy = before(alertsByPrometheus).find(
      ({ metadata }) => metadata.name === 'llm-monitoring-alertmanager',
    );
    const { ingress, egress } = policy!.spec as Tree;
    expect(ingress).toHaveLength(3);
    expect(ingress[0].from).toEqual([
      { podSelector: { matchLabels: podLabelsOf(alertsByPrometheus).grafana } },
    ]);
    expect(ingress[2].ports).toContainEqual({ port: 9094, protocol: 'UDP' });
    expect(egress.at(-1)).toEqual({ ports: [{ port: 443, protocol: 'TCP' }] });
  });

  test('runs none with engine grafana, or with configured Alertmanagers', () => {
    expect(valuesOf(onKubernetes()).alertmanager).toEqual({ enabled: false });
    const theirs = onKubernetes({}, { alerts: { engine: 'prometheus', alertmanagers: ['am:9093'] } });
    expect(valuesOf(theirs).alertmanager).toEqual({ enabled: false });
    expect(secrets(theirs).map(({ metadata }) => metadata.name)).not.toContain(
      'llm-monitoring-alertmanager-config',
    );
  });
});

const POINT = { kind: 'webhook', name: 'x', url: 'https://x.example.com' };
const EXISTING = { existing: { url: 'https://example.com' } };

describe('validation errors', () => {
  test.each<[string, object, object, [string, string][]]>([
    ['nobody to tell', {}, { alerts: { engine: 'prometheus' } }, [['alerts.contactPoints', 'none']]],
    [
      'kinds that Alertmanager does not have',
      {},
      {
        alerts: {
          engine: 'prometheus',
          contactPoints: [
            POINT,
            { kind: 'email', name: 'mail', addresses: ['a@example.com'] },
            { kind: 'telegram', name: 'chat', token: 't', chatId: '@channel' },
          ],
        },
      },
      [
        ['alerts.contactPoints[1].kind', '"email"'],
        ['alerts.contactPoints[2].chatId', '"@channel"'],
      ],
    ],
    [
      "rules for somebody else's Prometheus that no operator runs",
      {},
      { prometheus: EXISTING, alerts: { engine: 'prometheus', contactPoints: [POINT] } },
      [['alerts.engine', '"prometheus", with prometheus.existing']],
    ],
    [
      'rules where nothing is made in the cluster',
      { operator: 'existing' },
      {
        prometheus: EXISTING,
        loki: EXISTING,
        grafana: EXISTING,
        alerts: { engine: 'prometheus', contactPoints: [POINT] },
      },
      [['alerts.engine', '"prometheus", with prometheus.existing']],
    ],
  ])('%s', (_, kubernetes, others, faults) => {
    expect(faultsOf(kubernetes, others)).toEqual(faults);
  });

  test('allows alerts through the operator of the cluster, whose Prometheus routes them itself', () => {
    const alerts = { engine: 'prometheus', contactPoints: [POINT] };
    const settings = onKubernetes({ operator: 'existing' }, { prometheus: EXISTING, alerts });
    const rules = after(settings).filter(({ kind }) => kind === 'PrometheusRule');
    const names = (rules as Tree[])
      .flatMap(({ spec: { groups } }) => groups.flatMap((group: Tree) => group.rules))
      .map(({ alert }: Tree) => alert);
    expect(names).toContain('PrometheusUnreachable');
  });
});
