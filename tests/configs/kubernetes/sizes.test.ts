import { describe, expect, test } from 'vitest';
import { milliCores, resources } from '../../../configs/kubernetes/workload.ts';
import { highlyAvailable, onKubernetes, prod, staging } from './stacks.ts';
import { valuesOf } from './tree.ts';

describe('size classes', () => {
  test('staging: one of each, with its own disk', () => {
    expect(valuesOf(staging, 'prometheus').prometheus.prometheusSpec.replicas).toBe(1);
    expect(valuesOf(staging, 'loki')).toMatchObject({
      deploymentMode: 'Monolithic',
      singleBinary: { replicas: 1 },
      chunksCache: { enabled: false },
      loki: {
        commonConfig: { replication_factor: 1 },
        storage: { type: 'filesystem', use_thanos_objstore: false },
      },
    });
    expect(valuesOf(staging, 'grafana')).toMatchObject({
      replicas: 1,
      headlessService: false,
      persistence: { enabled: true, type: 'sts' },
    });
  });

  test('prod: two Prometheus replicas on two nodes, each with a Thanos sidecar', () => {
    const { prometheus } = valuesOf(highlyAvailable, 'prometheus');
    expect(prometheus).toMatchObject({
      podDisruptionBudget: { enabled: true, minAvailable: 1 },
      thanosService: { enabled: true },
      prometheusSpec: {
        replicas: 2,
        podAntiAffinity: 'hard',
        replicaExternalLabelName: 'prometheus_replica',
        thanos: { image: expect.stringMatching(/^quay\.io\/thanos\/thanos:v/) },
      },
    });
  });

  test('prod: three Loki replicas with an object store', () => {
    expect(valuesOf(prod, 'loki')).toMatchObject({
      singleBinary: { replicas: 3, podDisruptionBudget: { enabled: true, maxUnavailable: 1 } },
      loki: {
        commonConfig: { replication_factor: 3 },
        schemaConfig: { configs: [{ object_store: 's3', schema: 'v13' }] },
        compactor: { retention_enabled: true, delete_request_store: 's3' },
        limits_config: { retention_period: '30d' },
        storage: {
          type: 's3',
          use_thanos_objstore: true,
          bucketNames: { chunks: 'llm-monitoring-logs' },
          object_store: {
            type: 's3',
            s3: { endpoint: 's3.eu-central-1.amazonaws.com', region: 'eu-central-1', insecure: false },
          },
        },
      },
    });
  });

  test('prod: Grafana replicas share a database and deduplicate notifications', () => {
    const grafana = valuesOf(prod, 'grafana');
    expect(grafana).toMatchObject({
      replicas: 2,
      headlessService: true,
      persistence: { enabled: false },
      podDisruptionBudget: { maxUnavailable: 1 },
      env: { GF_DATABASE_PASSWORD__FILE: '/etc/secrets/database/password' },
      extraSecretMounts: [
        { secretName: 'llm-monitoring-grafana-admin', mountPath: '/etc/secrets/admin', readOnly: true },
        { secretName: 'grafana-database', mountPath: '/etc/secrets/database', readOnly: true },
      ],
      ingress: { enabled: true, hosts: ['grafana.example.com'] },
    });
    expect(grafana['grafana.ini']).toMatchObject({
      server: { root_url: 'https://grafana.example.com', domain: 'grafana.example.com' },
      security: { cookie_secure: true },
      database: { type: 'postgres', host: 'postgres.example.com:5432', ssl_mode: 'verify-full' },
      unified_alerting: { ha_peers: 'llm-monitoring-grafana-headless:9094' },
    });
  });

  test('samples never fill the disk', () => {
    const sizeOf = (storage: string) =>
      valuesOf(onKubernetes({ prometheus: { storage } }), 'prometheus').prometheus.prometheusSpec
        .retentionSize;
    expect([sizeOf('1000Mi'), sizeOf('20Gi'), sizeOf('1Ti')]).toEqual(['800MB', '16384MB', '838860MB']);
  });
});

test('memory is requested in full and CPU by half', () => {
  expect([milliCores('250m'), milliCores('1.5')]).toEqual([250, 1500]);
  expect(resources('1', 512, 64)).toEqual({
    requests: { cpu: '500m', memory: '512Mi', 'ephemeral-storage': '64Mi' },
    limits: { cpu: '1', memory: '512Mi', 'ephemeral-storage': '64Mi' },
  });
  // As the API server prints them.
  expect(resources('1500m', 2048, 64).limits).toMatchObject({ cpu: '1500m', memory: '2Gi' });
});
