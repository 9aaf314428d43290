import { fileURLToPath } from 'node:url';
import { parseSettings, type Settings, settingsFromStackFile } from '../../../configs/index.ts';
import { Authority } from '../../helpers/certificates.ts';

type Raw = Record<string, unknown>;

const stack = (name: string): Settings =>
  settingsFromStackFile(fileURLToPath(new URL(`../../../Pulumi.${name}.yaml`, import.meta.url)));

export const staging = stack('staging');
export const prod = stack('prod');
/** A first try, with the demo. */
export const kind = stack('kind');

/** The smallest stack on Kubernetes, overridden by the given sections. */
export const onKubernetes = (kubernetes: Raw = {}, others: Raw = {}): Settings =>
  parseSettings({ backend: 'kubernetes', kubernetes, ...others });

const DATABASE = { host: 'postgres:5432', existingSecret: 'database' };

/**
 * Everything that the stack files do not use: distributed Loki, a mirror, all discovery kinds, off-cluster targets,
 * Alertmanagers.
 */
export const grown: Settings = onKubernetes(
  {
    size: 'prod',
    clusterMetrics: true,
    charts: './charts',
    imageRegistry: 'registry.example.com',
    imagePullSecret: 'registry',
    storageClass: 'fast',
    discovery: [
      { name: 'isvc', preset: 'kserve', namespaces: ['kserve'] },
      { name: 'llmisvc', preset: 'kserve-llm', namespaces: ['kserve-a', 'kserve-b'] },
      { name: 'pd', preset: 'llm-d', namespaces: ['llm-d'] },
      { name: 'svc', by: 'service', selector: { app: 'vllm' }, port: 'http', namespaces: ['own'] },
    ],
    prometheus: {
      longTerm: {
        kind: 'mimir',
        url: 'https://mimir.example.com/api/v1/push',
        queryUrl: 'https://mimir.example.com/prometheus',
        tenant: 'llm',
        auth: { basic: { username: 'llm', password: 'mimir-password' } },
      },
    },
    loki: {
      mode: 'distributed',
      objectStore: {
        kind: 's3',
        bucket: 'llm-logs',
        endpoint: 's3.example.com:9000',
        accessKeyId: 'store-key-id',
        secretAccessKey: 'store-key',
      },
    },
    grafana: {
      database: { host: 'postgres:5432', password: 'database-password' },
      access: { kind: 'gateway', host: 'g.example.com', gateway: 'public', gatewayNamespace: 'gateways' },
    },
  },
  {
    prometheus: { externalLabels: { cluster: 'eu-1' } },
    logs: { tenant: 'llm' },
    scrape: { series: 'lean' },
    alerts: { engine: 'prometheus', alertmanagers: ['alertmanager.monitoring.svc:9093'] },
    targets: [
      {
        name: 'bare-metal',
        scheme: 'https',
        endpoints: ['10.0.0.1:8443'],
        labels: { team: 'search' },
        auth: { bearer: 'target-token' },
        tls: { ca: '-----BEGIN CERTIFICATE-----\nMII\n' },
      },
    ],
  },
);

/** Size prod without a long-term store. */
export const highlyAvailable: Settings = onKubernetes({
  size: 'prod',
  loki: { objectStore: { kind: 's3', bucket: 'llm-logs', region: 'eu-central-1' } },
  grafana: { database: DATABASE },
});

/** Prometheus evaluates the alerts, and a managed Alertmanager sends them. */
export const alertsByPrometheus: Settings = onKubernetes(
  {
    size: 'prod',
    loki: { objectStore: { kind: 's3', bucket: 'llm-logs', region: 'eu-central-1' } },
    grafana: { database: DATABASE },
  },
  {
    alerts: {
      engine: 'prometheus',
      contactPoints: [
        {
          kind: 'webhook',
          name: 'on-call',
          url: 'https://hooks.example.com/llm',
          authorization: 'hook-token',
        },
        { kind: 'pagerduty', name: 'pager', integrationKey: 'pager-key' },
        { kind: 'webhook', name: 'healthcheck', url: 'https://alive.example.com/ping' },
      ],
      routes: {
        critical: { receivers: ['pager', 'on-call'] },
        warning: { muteTimings: ['nights'] },
      },
      heartbeat: { receiver: 'healthcheck' },
      muteTimings: [{ name: 'nights', times: [{ start: '00:00', end: '07:00' }], location: 'Europe/Berlin' }],
    },
  },
);

const authority = new Authority();

/** A single Prometheus with HTTPS. */
export const encrypted: Settings = onKubernetes(
  {},
  { prometheus: { tls: { ...authority.server('prometheus'), ca: authority.cert } } },
);

export const stacks = { kind, staging, prod, grown, highlyAvailable, alertsByPrometheus, encrypted } as const;
