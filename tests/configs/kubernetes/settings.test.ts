import { describe, expect, test } from 'vitest';
import { type ValidationError, SettingsError } from '../../../configs/settings/validation-error.ts';
import { parseSettings } from '../../../configs/index.ts';
import { sizeOf } from '../../../configs/settings/kubernetes-sizes.ts';
import { onKubernetes, prod, staging } from './stacks.ts';

function faultsOf(
  kubernetes: Record<string, unknown>,
  others: Record<string, unknown> = {},
): readonly ValidationError[] {
  try {
    parseSettings({ backend: 'kubernetes', kubernetes, ...others });
  } catch (error) {
    if (error instanceof SettingsError) return error.errors;
    throw error;
  }
  return [];
}

const CA = '-----BEGIN CERTIFICATE-----\nMII\n';
const BUCKET = { kind: 's3', bucket: 'llm-logs', region: 'eu-central-1' };
const DATABASE = { host: 'postgres:5432', existingSecret: 'database' };
const FOUND = { name: 'vllm', preset: 'llm-d', namespaces: ['llm'] };

test('takes sizes from the class, with every key overriding it', () => {
  expect(sizeOf(staging.kubernetes, 'prometheus')).toEqual({ replicas: 1, storage: '20Gi', cpu: '1' });
  expect(sizeOf(prod.kubernetes, 'loki')).toEqual({ replicas: 3, storage: '50Gi', cpu: '2' });
  const own = onKubernetes({ prometheus: { storage: '7Gi' } });
  expect(sizeOf(own.kubernetes, 'prometheus')).toEqual({ replicas: 1, storage: '7Gi', cpu: '1' });
});

describe('validation errors', () => {
  test.each<[what: string, kubernetes: Record<string, unknown>, key: string, found: string]>([
    [
      'SQLite with two Grafanas',
      { grafana: { replicas: 2 } },
      'kubernetes.grafana.database',
      'nothing, with 2 replicas of Grafana',
    ],
    [
      'a database without a password',
      { grafana: { database: { host: 'postgres' } } },
      'kubernetes.grafana.database',
      'neither password nor existingSecret',
    ],
    [
      'a database with two passwords',
      { grafana: { database: { ...DATABASE, password: 'x' } } },
      'kubernetes.grafana.database',
      'both password and existingSecret',
    ],
    [
      'the disk of a pod for three Lokis',
      { loki: { replicas: 3 } },
      'kubernetes.loki.objectStore',
      'nothing, with 3 replicas of Loki',
    ],
    [
      'two Lokis, which cannot write three copies',
      { loki: { replicas: 2, objectStore: BUCKET } },
      'kubernetes.loki.replicas',
      '2',
    ],
    [
      'distributed Loki without a store',
      { loki: { mode: 'distributed', replicas: 3 } },
      'kubernetes.loki.objectStore',
      'nothing, in mode distributed',
    ],
    [
      'an S3 bucket without a place',
      { loki: { objectStore: { kind: 's3', bucket: 'llm-logs' } } },
      'kubernetes.loki.objectStore.region',
      'nothing',
    ],
    [
      'an Azure container without an account',
      { loki: { objectStore: { kind: 'azure', bucket: 'llm-logs' } } },
      'kubernetes.loki.objectStore.account',
      'nothing',
    ],
    [
      'half a key',
      { loki: { objectStore: { ...BUCKET, accessKeyId: 'x' } } },
      'kubernetes.loki.objectStore',
      'only one of accessKeyId and secretAccessKey',
    ],
    [
      'keys for Google',
      { loki: { objectStore: { kind: 'gcs', bucket: 'llm-logs', existingSecret: 'x' } } },
      'kubernetes.loki.objectStore',
      'keys',
    ],
    [
      'an authority for Google',
      { loki: { objectStore: { kind: 'gcs', bucket: 'llm-logs', ca: CA } } },
      'kubernetes.loki.objectStore.ca',
      'an authority of kind gcs',
    ],
    [
      'an authority for HTTP',
      { tempo: { objectStore: { ...BUCKET, ca: CA, insecure: true } } },
      'kubernetes.tempo.objectStore.ca',
      'an authority together with insecure: true',
    ],
    [
      'an ingress controller that network policies do not know',
      {
        grafana: {
          access: { kind: 'ingress', host: 'g.example.com', tlsSecret: 'tls', className: 'traefik' },
        },
      },
      'kubernetes.grafana.access.controllerNamespace',
      'nothing, with class traefik',
    ],
    [
      'the ingress controller of an unknown default class',
      { grafana: { access: { kind: 'ingress', host: 'g.example.com', tlsSecret: 'tls' } } },
      'kubernetes.grafana.access.controllerNamespace',
      'nothing, with the default class',
    ],
    [
      'a load balancer that network policies do not know',
      { grafana: { access: { kind: 'ingress', host: 'g.example.com', tlsSecret: 'tls', className: 'alb' } } },
      'kubernetes.grafana.access.sourceRanges',
      'nothing, with a load balancer that connects to the pods',
    ],
    [
      'a discovery that finds everything',
      { discovery: [{ name: 'vllm', namespaces: ['llm'], port: 8000 }] },
      'kubernetes.discovery[0].selector',
      'nothing',
    ],
    [
      'a discovery without a port',
      { discovery: [{ name: 'vllm', namespaces: ['llm'], selector: { app: 'vllm' } }] },
      'kubernetes.discovery[0].port',
      'nothing',
    ],
    [
      'the number of a port of a service',
      {
        discovery: [{ name: 'vllm', by: 'service', namespaces: ['llm'], selector: { app: 'a' }, port: 80 }],
      },
      'kubernetes.discovery[0].port',
      '80',
    ],
    [
      'a preset by services',
      { discovery: [{ ...FOUND, by: 'service' }] },
      'kubernetes.discovery[0].by',
      '"service"',
    ],
    [
      'the router of a project that has none',
      { discovery: [{ ...FOUND, preset: 'kserve', router: true }] },
      'kubernetes.discovery[0].router',
      'true',
    ],
    [
      'a job of the stack',
      { discovery: [{ ...FOUND, name: 'thanos-query' }] },
      'kubernetes.discovery[0].name',
      '"thanos-query"',
    ],
    [
      'one job twice',
      { discovery: [FOUND, FOUND] },
      'kubernetes.discovery[1].name',
      '"vllm", the name of kubernetes.discovery[0]',
    ],
  ])('%s', (_, kubernetes, key, found) => {
    expect(faultsOf(kubernetes)).toMatchObject([{ key, found }]);
  });

  test.each<[what: string, others: Record<string, unknown>, key: string]>([
    [
      'e-mail without the port of the mail server',
      { alerts: { contactPoints: [{ kind: 'email', name: 'mail', addresses: ['a@example.com'] }] } },
      'kubernetes.networkPolicies.egressPorts',
    ],
    ['a name that the chart would cut', { name: 'a-name-of-twenty-seven-chars' }, 'name'],
    [
      'a host that only Docker knows',
      { targets: [{ name: 'a', endpoints: ['host.docker.internal:8000'] }] },
      'targets[0].endpoints[0]',
    ],
  ])('%s', (_, others, key) => {
    expect(faultsOf({}, others).map((fault) => fault.key)).toEqual([key]);
  });

  test('rejects two Prometheus replicas whose store cannot identify the cluster', () => {
    const longTerm = { kind: 'mimir', url: 'https://m/push', queryUrl: 'https://m' };
    const kubernetes = { prometheus: { replicas: 2, longTerm } };
    expect(faultsOf(kubernetes)).toMatchObject([{ key: 'prometheus.externalLabels' }]);
    expect(faultsOf(kubernetes, { prometheus: { externalLabels: { cluster: 'a' } } })).toEqual([]);
    expect(faultsOf({ prometheus: { replicas: 2, longTerm: { ...longTerm, kind: 'thanos' } } })).toEqual([]);
  });

  test('rejects nothing on Docker, where these keys do not apply', () => {
    expect(parseSettings({ kubernetes: { grafana: { replicas: 2 } } }).backend).toBe('docker');
  });

  test('rejects nothing about an external server', () => {
    const existing = { existing: { url: 'https://example.com' } };
    const others = { loki: existing, grafana: existing };
    expect(faultsOf({ size: 'prod' }, others)).toEqual([]);
  });
});
