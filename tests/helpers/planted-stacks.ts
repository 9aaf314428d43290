import type { Planted } from './planted.ts';

type Settings = Record<string, unknown>;

/** Configurations that contain every secret of the schema at least once. */
export function plantedStacks(
  planted: Planted,
): Readonly<Record<'own' | 'cluster' | 'growing' | 'basic' | 'bearer', Settings>> {
  const basic = (name: string) => ({
    basic: { username: 'user', password: planted.text(`${name}.basic.password`) },
  });
  const bearer = (name: string) => ({ bearer: planted.text(`${name}.bearer`) });
  const existing = (auth: (name: string) => object) =>
    Object.fromEntries([
      ...['prometheus', 'loki', 'grafana'].map((server) => [
        server,
        { existing: { url: `https://${server}.example.com`, auth: auth(`${server}.existing.auth`) } },
      ]),
      [
        'traces',
        {
          enabled: true,
          existing: {
            otlpUrl: 'https://otlp.example.com',
            url: 'https://tempo.example.com',
            auth: auth('traces.existing.auth'),
            headers: { 'x-key': planted.text('traces.existing.headers') },
          },
        },
      ],
    ]) as Settings;
  const objectStore = (server: string) => ({
    kind: 's3',
    bucket: `llm-${server}`,
    region: 'eu-central-1',
    accessKeyId: planted.text(`kubernetes.${server}.objectStore.accessKeyId`),
    secretAccessKey: planted.text(`kubernetes.${server}.objectStore.secretAccessKey`),
  });
  return {
    own: ownServers(planted),
    cluster: {
      backend: 'kubernetes',
      traces: { enabled: true },
      grafana: { adminPassword: planted.text('grafana.adminPassword (cluster)') },
      prometheus: { externalLabels: { cluster: 'eu-1' } },
      targets: [
        { name: 'basic', endpoints: ['a:1'], auth: basic('targets[].auth (cluster)') },
        { name: 'bearer', endpoints: ['b:1'], auth: bearer('targets[].auth (cluster)') },
      ],
      kubernetes: {
        context: 'test',
        prometheus: { longTerm: { ...MIMIR, auth: basic('kubernetes.prometheus.longTerm.auth') } },
        loki: { objectStore: objectStore('loki') },
        tempo: { objectStore: objectStore('tempo') },
        grafana: {
          database: { host: 'postgres:5432', password: planted.text('kubernetes.grafana.database.password') },
        },
      },
    },
    basic: { ...existing(basic), alerts: { contactPoints: contactPoints(planted) } },
    bearer: existing(bearer),
    growing: {
      backend: 'kubernetes',
      prometheus: { externalLabels: { cluster: 'eu-1' } },
      loki: { existing: { url: 'https://loki.example.com', auth: basic('loki.existing.auth (growing)') } },
      kubernetes: {
        context: 'test',
        prometheus: { longTerm: { ...MIMIR, auth: bearer('kubernetes.prometheus.longTerm.auth') } },
      },
    },
  };
}

const MIMIR = {
  kind: 'mimir',
  url: 'https://mimir.example.com/api/v1/push',
  queryUrl: 'https://mimir.example.com/prometheus',
};

/** The Docker stack with all servers managed and every protection enabled. */
export function ownServers(planted: Planted): Settings {
  return {
    grafana: { adminPassword: planted.text('grafana.adminPassword') },
    prometheus: {
      auth: { username: 'monitoring', password: planted.text('prometheus.auth.password') },
      tls: planted.server('prometheus.tls.key', 'prometheus'),
    },
    loki: {
      tls: { ...planted.server('loki.tls.key', 'loki'), client: planted.client('loki.tls.client.key') },
    },
    targets: [
      {
        name: 'basic',
        endpoints: ['host.docker.internal:9'],
        auth: { basic: { username: 'user', password: planted.text('targets[].auth.basic.password') } },
      },
      {
        name: 'bearer',
        endpoints: ['host.docker.internal:9'],
        auth: { bearer: planted.text('targets[].auth.bearer') },
      },
    ],
    alerts: { contactPoints: contactPoints(planted) },
  };
}

/** One contact point of every kind that has a secret. */
function contactPoints(planted: Planted): Settings[] {
  const text = (kind: string, key: string) => planted.text(`alerts.contactPoints[].${kind}.${key}`);
  const url = (kind: string) => planted.url(`alerts.contactPoints[].${kind}.url`);
  return [
    { kind: 'webhook', url: url('webhook'), authorization: text('webhook', 'authorization') },
    { kind: 'slack', url: url('slack') },
    { kind: 'slack', name: 'slack-app', token: text('slack', 'token'), channel: '#a' },
    { kind: 'pagerduty', integrationKey: text('pagerduty', 'integrationKey') },
    { kind: 'opsgenie', apiKey: text('opsgenie', 'apiKey') },
    { kind: 'teams', url: url('teams') },
    { kind: 'discord', url: url('discord') },
    { kind: 'telegram', token: text('telegram', 'token'), chatId: '-1' },
    { kind: 'googlechat', url: url('googlechat') },
    { kind: 'oncall', url: url('oncall') },
    { kind: 'victorops', url: url('victorops') },
    { kind: 'pushover', apiToken: text('pushover', 'apiToken'), userKey: text('pushover', 'userKey') },
    { kind: 'webex', token: text('webex', 'token'), roomId: 'r' },
    {
      kind: 'alertmanager',
      url: 'https://alertmanager.example.com',
      username: 'user',
      password: text('alertmanager', 'password'),
    },
  ].map((point) => ({ name: point.kind, ...point }));
}
