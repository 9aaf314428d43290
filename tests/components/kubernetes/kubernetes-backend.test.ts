import * as pulumi from '@pulumi/pulumi';
import { beforeAll, describe, expect, test } from 'vitest';
import { KubernetesBackend } from '../../../components/kubernetes/index.ts';
import type { PortForward } from '../../../components/kubernetes/port-forward.ts';
import { digest, releases } from '../../../configs/kubernetes/index.ts';
import { grown, onKubernetes, prod, staging } from '../../configs/kubernetes/stacks.ts';
import { isSecret, plain, promiseOf, Recorder } from '../../helpers/mocks.ts';

const RELEASE = 'kubernetes:helm.sh/v3:Release';
const SECRET = 'kubernetes:core/v1:Secret';
const recorder = new Recorder();
const forwards: PortForward[] = [];
const existing = { existing: { url: 'https://example.com', auth: { bearer: 'existing-token' } } };
const made: Record<string, KubernetesBackend> = {};

beforeAll(async () => {
  await recorder.start();
  const backend = (name: string, settings: typeof staging) =>
    new KubernetesBackend(name, {
      settings,
      adminPassword: pulumi.secret('admin-password'),
      portForward: (forward) => forwards.push(forward),
    });
  made['staging'] = backend('staging', staging);
  made['prod'] = backend('prod', prod);
  made['grown'] = backend('grown', grown);
  made['shared'] = backend('shared', onKubernetes({ createNamespace: false }));
  const database = { host: 'postgres:5432', existingSecret: 'database' };
  made['forwarded'] = backend('forwarded', onKubernetes({ grafana: { database } }));
  made['traced'] = backend('traced', onKubernetes({}, { traces: { enabled: true }, grafana: existing }));
  made['filled'] = backend('filled', onKubernetes({ collector: { enabled: false } }, { grafana: existing }));
  await pulumi.runtime.disconnect();
}, 60_000);

describe('resources', () => {
  test('use the provider of the cluster, below the backend', () => {
    const own = recorder.resources.filter(
      ({ type, name }) => type.startsWith('kubernetes:') && name.startsWith('staging-'),
    );
    expect(own.length).toBeGreaterThan(20);
    for (const { name, parent, provider } of own) {
      expect([name, parent, provider]).toEqual([name, 'staging', 'staging-cluster']);
    }
  });

  test('are changed in place by the provider, because charts refer to their names', () => {
    const { inputs } = recorder.find('pulumi:providers:kubernetes', 'staging-cluster');
    expect(inputs).toMatchObject({ enableConfigMapMutable: 'true', enableSecretMutable: 'true' });
  });

  test('of releases depend on namespace, Secrets and policies, and CRDs come before the operator', () => {
    for (const { part } of releases(staging)) {
      const { dependsOn } = recorder.find(RELEASE, `staging-${part}`);
      expect(dependsOn).toContain('staging-namespace-llm-monitoring');
      expect(dependsOn).toContain('staging-secret-llm-monitoring-grafana-admin');
      expect(dependsOn).toContain('staging-networkpolicy-llm-monitoring-default-deny');
      expect(dependsOn.includes('staging-definitions')).toBe(part === 'prometheus');
    }
  });

  test('of releases have the computed values, are awaited, and are cleaned up on failure', () => {
    const loki = releases(staging).find(({ part }) => part === 'loki')!;
    expect(recorder.find(RELEASE, 'staging-loki').inputs).toMatchObject({
      name: 'llm-monitoring-loki',
      namespace: 'llm-monitoring',
      chart: loki.chart.chart,
      version: loki.chart.version,
      values: JSON.parse(JSON.stringify(loki.values)),
      skipAwait: false,
      cleanupOnFail: true,
      createNamespace: false,
    });
    expect(recorder.find(RELEASE, 'staging-alloy').inputs['repositoryOpts']).toEqual({
      repo: 'https://grafana.github.io/helm-charts',
    });
  });

  test("of the operator's kinds depend on the operator", () => {
    const monitors = recorder
      .of('kubernetes:monitoring.coreos.com/v1:PodMonitor')
      .filter(({ name }) => name.startsWith('staging-'));
    expect(monitors.map(({ name }) => name)).toContain('staging-podmonitor-llm-monitoring-vllm');
    for (const { dependsOn } of monitors) expect(dependsOn).toContain('staging-prometheus');
  });

  test('come before Tempo, for which nothing waits', () => {
    const tempo = 'traced-statefulset-llm-monitoring-tempo';
    expect(recorder.find('kubernetes:apps/v1:StatefulSet', tempo).dependsOn).toContain('traced-prometheus');
    const waiting = recorder.resources.filter(({ dependsOn }) => dependsOn.includes(tempo));
    expect(waiting.map(({ name }) => name)).toEqual([]);
  });

  test('with data are protected only in prod', () => {
    const isProtected = (type: string, name: string) => recorder.find(type, name).protect;
    for (const name of ['definitions', 'prometheus', 'loki']) {
      expect([name, isProtected(RELEASE, `prod-${name}`)]).toEqual([name, true]);
      expect([name, isProtected(RELEASE, `staging-${name}`)]).toEqual([name, false]);
    }
    expect(isProtected('kubernetes:core/v1:Namespace', 'grown-namespace-llm-monitoring')).toBe(true);
    expect(isProtected('random:index/randomPassword:RandomPassword', 'prod-grafana-secret-key')).toBe(true);
    // Its data is in Postgres.
    expect(isProtected(RELEASE, 'prod-grafana')).toBe(false);
  });
});

describe('secrets', () => {
  test('are secret in the state, including generated ones', () => {
    const admin = recorder.find(SECRET, 'staging-secret-llm-monitoring-grafana-admin').inputs;
    expect(isSecret(admin['stringData'])).toBe(true);
    expect(plain(admin['stringData'])).toEqual({
      'admin-user': 'admin',
      'admin-password': 'admin-password',
      'secret-key': 'a generated password',
    });
  });

  test("replace Grafana's pods when the password changes, without exposing it in the annotation", () => {
    const generation = recorder.find('random:index/randomId:RandomId', 'staging-grafana-password-generation');
    const keepers = generation.inputs['keepers'] as Record<string, unknown>;
    expect(isSecret(keepers['password'])).toBe(true);
    expect(plain(keepers['password'])).toBe(digest({ 'admin-password': 'admin-password' }));
    const { values } = recorder.find(RELEASE, 'staging-grafana').inputs as { values: Record<string, object> };
    expect(Object.keys(values['podAnnotations']!)).toEqual(['llm-monitoring/password-generation']);
    expect(JSON.stringify(values)).not.toContain('"admin-password"');
  });

  test('of databases and stores replace the pods that read them only when they start', () => {
    for (const part of ['grafana', 'loki'])
      expect(
        recorder.find('random:index/randomId:RandomId', `grown-${part}-password-generation`),
      ).toBeDefined();
    const { values } = recorder.find(RELEASE, 'grown-loki').inputs as {
      values: { defaults: { podAnnotations: object } };
    };
    expect(values.defaults.podAnnotations).toHaveProperty(['llm-monitoring/password-generation']);
  });

  test('are only in Secrets', () => {
    const others = recorder.resources.filter(
      ({ type, name }) =>
        type !== SECRET && !type.startsWith('pulumi:providers:') && name.startsWith('grown-'),
    );
    const text = JSON.stringify(others.map(({ inputs }) => inputs));
    for (const value of ['mimir-password', 'database-password', 'store-key', 'target-token']) {
      expect(text.includes(`"${value}"`), value).toBe(false);
    }
  });
});

describe('access to Grafana', () => {
  test('is a port-forward if there is no other', () => {
    const forward = { namespace: 'llm-monitoring', service: 'llm-monitoring-grafana', remotePort: 80 };
    expect(forwards).toEqual(
      [{ context: 'staging' }, {}, {}].map((context) => ({ ...context, ...forward, localPort: 13_000 })),
    );
    expect(made['staging']!.fromUser.grafana).toBe('http://127.0.0.1:13000');
    expect(made['prod']!.fromUser.grafana).toBe('https://grafana.example.com');
    expect(made['grown']!.fromUser.grafana).toBe('https://g.example.com');
  });

  test('uses an expiring token, created by the administrator once Grafana is running', async () => {
    const admin = recorder.find('pulumi:providers:grafana', 'staging-grafana-token-admin');
    expect(admin.inputs['url']).toBe('http://127.0.0.1:13000');
    expect(admin.dependsOn).toEqual(['staging-grafana']);
    expect(isSecret(admin.inputs['auth'])).toBe(true);
    expect(plain(admin.inputs['auth'])).toBe('admin:admin-password');
    const account = recorder.find(
      'grafana:oss/serviceAccount:ServiceAccount',
      'staging-grafana-token-account',
    );
    expect(account.inputs).toMatchObject({ name: 'llm-monitoring', role: 'Admin' });
    expect(account.provider).toBe('staging-grafana-token-admin');
    const key = recorder.find(
      'grafana:oss/serviceAccountRotatingToken:ServiceAccountRotatingToken',
      'staging-grafana-token-key',
    );
    expect(key.inputs).toMatchObject({
      serviceAccountId: 'staging-grafana-token-account-id',
      secondsToLive: 7_776_000,
      earlyRotationWindowSeconds: 604_800,
      deleteOnDestroy: true,
    });
    expect(await promiseOf(made['staging']!.grafanaAuth)).toBe('a service account token');
    expect(await pulumi.isSecret(made['staging']!.grafanaAuth)).toBe(true);
  });

  test('deletes content with Grafana, unless a database or a volume outlives it', () => {
    expect(made['staging']!.contentDiesWith).toBeDefined();
    for (const name of ['prod', 'shared', 'forwarded'])
      expect([name, made[name]!.contentDiesWith]).toEqual([name, undefined]);
  });
});

test('neither deploys nor creates an account on an external Grafana', async () => {
  expect(recorder.of(RELEASE).map(({ name }) => name)).not.toContain('filled-grafana');
  expect(recorder.resources.filter(({ name }) => name.startsWith('filled-grafana'))).toEqual([]);
  expect(await promiseOf(made['filled']!.grafanaAuth)).toBe('existing-token');
  expect(made['filled']!.fromUser.grafana).toBe('https://example.com');
});
