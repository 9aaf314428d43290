import { describe, expect, test } from 'vitest';
import { releases, type Release } from '../../../configs/kubernetes/index.ts';
import { imageParts, imageWithSha, mirrored } from '../../../configs/kubernetes/images.ts';
import { milliCores, resources } from '../../../configs/kubernetes/workload.ts';
import type { Settings } from '../../../configs/settings/index.ts';
import { CHARTS } from '../../../configs/versions.ts';
import { grown, highlyAvailable, onKubernetes, prod, stacks, staging } from './stacks.ts';

// Values are trees of many shapes; a wrong path gives `undefined`, and the assertion fails.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Tree = any;

const valuesOf = (settings: Settings, part: Release['part']): Tree =>
  releases(settings).find((release) => release.part === part)?.values;

describe('releases', () => {
  test('are five, in the order of need, pinned, from their own registries', () => {
    expect(releases(staging).map(({ name, chart }) => [name, chart])).toEqual([
      [
        'llm-monitoring-crds',
        {
          chart: 'oci://ghcr.io/prometheus-community/charts/prometheus-operator-crds',
          version: CHARTS['prometheus-operator-crds'].version,
        },
      ],
      [
        'llm-monitoring',
        {
          chart: 'oci://ghcr.io/prometheus-community/charts/kube-prometheus-stack',
          version: CHARTS['kube-prometheus-stack'].version,
        },
      ],
      [
        'llm-monitoring-loki',
        { chart: 'oci://ghcr.io/grafana-community/helm-charts/loki', version: CHARTS.loki.version },
      ],
      [
        'llm-monitoring-grafana',
        { chart: 'oci://ghcr.io/grafana-community/helm-charts/grafana', version: CHARTS.grafana.version },
      ],
      [
        'llm-monitoring-alloy',
        {
          chart: 'alloy',
          version: CHARTS.alloy.version,
          repository: 'https://grafana.github.io/helm-charts',
        },
      ],
    ]);
  });

  test.each([
    ['oci://mirror.example.com/charts', { chart: 'oci://mirror.example.com/charts/loki' }],
    ['https://mirror.example.com', { chart: 'loki', repository: 'https://mirror.example.com' }],
    ['./charts', { chart: `./charts/loki-${CHARTS.loki.version}.tgz` }],
  ])('come from %s where that is set', (charts, location) => {
    const { chart } = releases(onKubernetes({ charts })).find(({ part }) => part === 'loki')!;
    expect(chart).toEqual({ version: CHARTS.loki.version, ...location });
  });

  test('leave out what the cluster or somebody else has', () => {
    const partsOf = (kubernetes: object, others: object = {}) =>
      releases(onKubernetes({ ...kubernetes }, { ...others })).map(({ part }) => part);
    const existing = { existing: { url: 'https://example.com' } };
    expect(partsOf({ operator: 'existing' })).toEqual(['prometheus', 'loki', 'grafana', 'alloy']);
    expect(partsOf({}, { prometheus: existing })).toEqual(['loki', 'grafana', 'alloy']);
    expect(partsOf({ collector: { enabled: false } }, { loki: existing, grafana: existing })).toEqual([
      'definitions',
      'prometheus',
    ]);
    expect(valuesOf(onKubernetes({ operator: 'existing' }), 'prometheus').prometheusOperator.enabled).toBe(
      false,
    );
  });
});

describe.each(Object.entries(stacks))('in stack %s', (_, settings) => {
  test('one part owns one thing: no chart makes data sources, boards, rules or monitors', () => {
    const grafana = valuesOf(settings, 'grafana');
    expect(grafana.sidecar).toEqual({
      datasources: { enabled: false },
      dashboards: { enabled: false },
      alerts: { enabled: false },
    });
    expect(grafana).not.toHaveProperty('datasources');
    const operator = valuesOf(settings, 'prometheus');
    expect(operator.grafana.enabled).toBe(false);
    expect(operator.alertmanager.enabled).toBe(false);
    expect(operator.defaultRules.create).toBe(false);
    expect(operator.prometheus.serviceMonitor.selfMonitor).toBe(false);
    expect(valuesOf(settings, 'loki').monitoring.rules.enabled).toBe(false);
  });

  test('no value is secret', () => {
    const text = JSON.stringify(releases(settings).map(({ values }) => values));
    const secrets = ['mimir-password', 'database-password', 'store-key', 'store-key-id', 'target-token'];
    expect(secrets.filter((secret) => text.includes(`"${secret}"`))).toEqual([]);
    expect(text).not.toContain('[secret]');
  });

  test('only what asks the API server has a token for it, and Alloy no right beyond logs', () => {
    const grafana = valuesOf(settings, 'grafana');
    expect([grafana.automountServiceAccountToken, grafana.rbac.create]).toEqual([false, false]);
    expect(valuesOf(settings, 'loki').defaults.automountServiceAccountToken).toBe(false);
    const { rbac } = valuesOf(settings, 'alloy');
    expect(rbac.clusterRules).toEqual([]);
    expect(rbac.rules.flatMap((rule: Tree) => rule.resources)).toEqual(['pods', 'pods/log']);
    expect(rbac.namespaces).toContain('llm-monitoring');
  });

  test('the same images run as on Docker', () => {
    const images = settings.images;
    const { registry, repository, tag } = valuesOf(settings, 'loki').loki.image;
    expect(`${registry}/${repository}:${tag}`).toBe(`docker.io/${images.loki}`);
    expect(valuesOf(settings, 'prometheus').prometheus.prometheusSpec.image).toEqual({
      ...imageWithSha(images.prometheus),
    });
  });
});

describe('size classes', () => {
  test('staging: one of each, on its own disk', () => {
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

  test('prod: Prometheus twice, on two nodes, each with a Thanos sidecar', () => {
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

  test('prod: Loki three times, replicated, on the object store', () => {
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

  test('prod: Grafanas share a database, and tell each other what was sent', () => {
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

describe('growth', () => {
  test('distributed Loki: one pod a role, none alone, credentials from the environment', () => {
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

  test("samples go to Amazon's Prometheus, signed", () => {
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

  test('a mirror holds all images and charts, with one Secret for it', () => {
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

  test('the storage class is that of every disk', () => {
    expect(valuesOf(grown, 'loki').ingester.persistence.storageClass).toBe('fast');
    expect(valuesOf(grown, 'alloy').controller.volumeClaimTemplates[0].spec.storageClassName).toBe('fast');
    expect(
      valuesOf(grown, 'prometheus').prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec
        .storageClassName,
    ).toBe('fast');
  });
});

describe('images', () => {
  const digest = `sha256:${'a'.repeat(64)}`;

  test.each([
    ['grafana/loki:3.7.6', { registry: 'docker.io', repository: 'grafana/loki', tag: '3.7.6' }],
    ['localhost:5000/a/b:1', { registry: 'localhost:5000', repository: 'a/b', tag: '1' }],
    [
      `registry.example.com/b@${digest}`,
      { registry: 'registry.example.com', repository: 'b', tag: '', digest },
    ],
    [`ghcr.io/a/b:1@${digest}`, { registry: 'ghcr.io', repository: 'a/b', tag: '1', digest }],
  ])('%s', (reference, parts) => {
    expect(imageParts(reference)).toEqual(parts);
  });

  test('a mirror takes the place of the registry alone', () => {
    expect(mirrored(`ghcr.io/a/b:1@${digest}`, 'mirror:5000/x')).toBe(`mirror:5000/x/a/b:1@${digest}`);
    expect(mirrored('grafana/loki:3.7.6', undefined)).toBe('grafana/loki:3.7.6');
  });
});

test('memory is reserved whole and CPU by half', () => {
  expect([milliCores('250m'), milliCores('1.5')]).toEqual([250, 1500]);
  expect(resources('1', 512, 64)).toEqual({
    requests: { cpu: '500m', memory: '512Mi', 'ephemeral-storage': '64Mi' },
    limits: { cpu: '1000m', memory: '512Mi', 'ephemeral-storage': '64Mi' },
  });
});
