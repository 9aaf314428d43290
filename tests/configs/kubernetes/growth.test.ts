import { describe, expect, test } from 'vitest';
import { grown, onKubernetes } from './stacks.ts';
import { type Tree, valuesOf } from './tree.ts';

describe('growth', () => {
  test('runs distributed Loki with one pod per component and credentials from the environment', () => {
    const loki = valuesOf(grown, 'loki');
    expect(loki.deploymentMode).toBe('Distributed');
    expect(loki.singleBinary.replicas).toBe(0);
    for (const role of ['ingester', 'distributor', 'querier', 'queryFrontend', 'indexGateway', 'gateway']) {
      expect(loki[role].replicas, role).toBeGreaterThan(1);
      expect(loki[role].podDisruptionBudget.enabled, role).toBe(true);
    }
    expect(loki.compactor.replicas).toBe(1);
    expect(loki.loki.auth_enabled).toBe(true);
    expect(loki.loki.storage.object_store.s3).toMatchObject({
      endpoint: 's3.example.com:9000',
      access_key_id: '${OBJECT_STORE_ACCESS_KEY_ID}',
      secret_access_key: '${OBJECT_STORE_SECRET_ACCESS_KEY}',
    });
    expect(loki.defaults.extraEnv.map((variable: Tree) => variable.valueFrom.secretKeyRef)).toEqual([
      { name: 'llm-monitoring-loki-store', key: 'access-key-id' },
      { name: 'llm-monitoring-loki-store', key: 'secret-access-key' },
    ]);
  });

  test.each([
    ['mimir', { replicaExternalLabelName: '__replica__' }],
    ['grafana-cloud', { replicaExternalLabelName: '__replica__' }],
    ['thanos', { replicaExternalLabelName: 'prometheus_replica' }],
    ['victoriametrics', { replicaExternalLabelNameClear: true, prometheusExternalLabelNameClear: true }],
  ])('samples go to %s, which drops what equal servers send twice', (kind, label) => {
    const longTerm = {
      kind,
      url: 'https://write.example.com/push',
      queryUrl: 'https://read.example.com',
      tenant: 'llm',
      auth: { bearer: 'x' },
    };
    const settings = onKubernetes(
      { prometheus: { replicas: 2, longTerm } },
      { prometheus: { externalLabels: { cluster: 'eu-1' } } },
    );
    const spec = valuesOf(settings, 'prometheus').prometheus.prometheusSpec;
    expect(spec).toMatchObject(label);
    expect(spec).not.toHaveProperty('thanos');
    expect(spec.remoteWrite).toMatchObject([
      {
        url: 'https://write.example.com/push',
        headers: { 'X-Scope-OrgID': 'llm' },
        authorization: { credentials: { name: 'llm-monitoring-long-term', key: 'token' } },
      },
    ]);
  });

  test('writes samples to Amazon Managed Service for Prometheus, signed', () => {
    const longTerm = { kind: 'amp', region: 'eu-central-1', workspaceId: 'ws-1' };
    const settings = onKubernetes({ prometheus: { longTerm } });
    expect(valuesOf(settings, 'prometheus').prometheus.prometheusSpec.remoteWrite).toMatchObject([
      {
        url: 'https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write',
        sigv4: { region: 'eu-central-1' },
      },
    ]);
    expect(valuesOf(settings, 'grafana')['grafana.ini'].auth).toEqual({ sigv4_auth_enabled: true });
  });

  test('pulls all images and charts from a mirror, with one Secret', () => {
    expect(valuesOf(grown, 'prometheus').global).toMatchObject({
      imageRegistry: 'registry.example.com',
      imagePullSecrets: [{ name: 'registry' }],
    });
    expect(valuesOf(grown, 'loki').global.imageRegistry).toBe('registry.example.com');
    expect(valuesOf(grown, 'grafana').global.imageRegistry).toBe('registry.example.com');
    expect(valuesOf(grown, 'alloy').global.image).toEqual({
      registry: 'registry.example.com',
      pullSecrets: [{ name: 'registry' }],
    });
  });

  test('sets the storage class on every disk', () => {
    expect(valuesOf(grown, 'loki').ingester.persistence.storageClass).toBe('fast');
    expect(valuesOf(grown, 'alloy').controller.volumeClaimTemplates[0].spec.storageClassName).toBe('fast');
    expect(
      valuesOf(grown, 'prometheus').prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec
        .storageClassName,
    ).toBe('fast');
  });
});
