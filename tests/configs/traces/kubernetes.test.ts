import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { after, before } from '../../../configs/kubernetes/manifests.ts';
import { networkPolicies } from '../../../configs/kubernetes/network-policies.ts';
import { releases } from '../../../configs/kubernetes/releases.ts';
import { secrets } from '../../../configs/kubernetes/secrets.ts';
import { partMonitors } from '../../../configs/kubernetes/part-monitors.ts';
import type { tempoConfig } from '../../../configs/tempo/config.ts';
import { grown, onKubernetes, prod } from '../kubernetes/stacks.ts';

const settings = onKubernetes({}, { traces: { enabled: true } });
const made = [...before(settings), ...after(settings)];
const tempo = made.filter(({ metadata }) => metadata.name === 'llm-monitoring-tempo');
const manifest = (kind: string) => tempo.find((each) => each.kind === kind);
const policy = (name: string, of = settings) =>
  JSON.stringify(networkPolicies(of).find(({ metadata }) => metadata.name === `llm-monitoring-${name}`));

describe('Tempo on Kubernetes', () => {
  it('is one hardened pod with a volume that is kept', () => {
    expect(tempo.map(({ kind }) => kind).sort()).toEqual([
      'ConfigMap',
      'NetworkPolicy',
      'PodMonitor',
      'Service',
      'ServiceAccount',
      'StatefulSet',
    ]);
    expect(manifest('StatefulSet')?.spec).toMatchObject({
      replicas: 1,
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain' },
      template: {
        spec: {
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, runAsUser: 10_001 },
          containers: [{ image: 'grafana/tempo:3.0.3', securityContext: { readOnlyRootFilesystem: true } }],
        },
      },
    });
  });

  it('writes to Prometheus itself, not to what joins its replicas', () => {
    const config = parse(manifest('ConfigMap')!.data!['tempo.yml']!) as ReturnType<typeof tempoConfig>;
    expect(JSON.stringify(config)).toContain(
      '"url":"http://llm-monitoring-prometheus.llm-monitoring.svc:9090/api/v1/write"',
    );
    const values = JSON.stringify(releases(settings).find(({ part }) => part === 'prometheus')?.values);
    expect(values).toContain('"enableRemoteWriteReceiver":true');
    expect(values).toContain('"exemplar-storage"');
  });

  it('is scraped, and reached by Grafana, the collector and nobody else', () => {
    expect(partMonitors(settings).map(({ metadata }) => metadata.name)).toContain('llm-monitoring-tempo');
    expect(policy('tempo')).toMatch(/grafana.*alloy.*4318.*prometheus/);
    expect(policy('alloy')).toContain('"namespaceSelector":{}');
  });

  it('receives spans from the collector, whose service has both OTLP ports', () => {
    const { values } = releases(settings).find(({ part }) => part === 'alloy')!;
    expect(JSON.stringify(values)).toMatch(/"otlp-grpc","port":4317.*"otlp-http","port":4318/);
    expect(JSON.stringify(made)).toContain('http://llm-monitoring-tempo.llm-monitoring.svc:4318');
  });
});

describe('an object store of Tempo', () => {
  const KEYS = { accessKeyId: 'AKIA', secretAccessKey: 'secret-of-the-store' };
  const withStore = (objectStore: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    onKubernetes({ tempo: { objectStore, ...more } }, { traces: { enabled: true } });
  const of = (stack: typeof settings, kind: string) =>
    after(stack).find((each) => each.kind === kind && each.metadata.name === 'llm-monitoring-tempo')!;
  const storageOf = (stack: typeof settings) =>
    (parse(of(stack, 'ConfigMap').data!['tempo.yml']!) as ReturnType<typeof tempoConfig>).storage.trace;

  it('receives keys through the environment, from a Secret', () => {
    const stack = withStore({ kind: 's3', bucket: 'llm-traces', region: 'eu-central-1', ...KEYS });
    expect(storageOf(stack)).toMatchObject({
      backend: 's3',
      s3: {
        bucket: 'llm-traces',
        endpoint: 's3.eu-central-1.amazonaws.com',
        access_key: '${OBJECT_STORE_ACCESS_KEY_ID}',
        secret_key: '${OBJECT_STORE_SECRET_ACCESS_KEY}',
      },
    });
    const pod = JSON.stringify(of(stack, 'StatefulSet'));
    expect(pod).toContain('-config.expand-env=true');
    expect(pod).toContain('{"name":"llm-monitoring-tempo-store","key":"access-key-id"}');
    expect(JSON.stringify(after(stack))).not.toContain('secret-of-the-store');
    expect(secrets(stack).map(({ metadata }) => metadata.name)).toContain('llm-monitoring-tempo-store');
    expect(policy('tempo', stack)).toContain('443');
  });

  it('is used with the identity of the pod without keys', () => {
    const client = { 'azure.workload.identity/client-id': 'client' };
    const store = { kind: 'azure', bucket: 'traces', account: 'llmtraces' };
    const stack = withStore(store, { serviceAccount: client });
    expect(storageOf(stack)).toMatchObject({ azure: { use_federated_token: true } });
    expect(of(stack, 'ServiceAccount').metadata.annotations).toEqual(client);
    const pod = JSON.stringify(of(stack, 'StatefulSet'));
    expect(pod).toContain('"azure.workload.identity/use":"true"');
    expect(pod).not.toContain('expand-env');
    expect(secrets(stack).map(({ metadata }) => metadata.name)).not.toContain('llm-monitoring-tempo-store');
  });

  it.each([
    [{ kind: 's3', bucket: 'llm-traces' }, /kubernetes\.tempo\.objectStore\.region: found nothing/],
    [{ kind: 'azure', bucket: 'llm-traces' }, /kubernetes\.tempo\.objectStore\.account/],
    [{ kind: 'gcs', bucket: 'llm-traces', ...KEYS }, /kubernetes\.tempo\.objectStore: found keys/],
  ])('%j is one error', (store, message) => {
    expect(() => withStore(store)).toThrow(message);
  });
});

describe('an external trace store on Kubernetes', () => {
  const existing = { otlpUrl: 'https://otlp.example.com:8443', auth: { bearer: 'token' } };
  const external = onKubernetes({ collector: { enabled: false } }, { traces: { enabled: true, existing } });

  it('needs the collector but no Tempo, and a Secret for its credentials', () => {
    expect(after(external).some(({ metadata }) => metadata.name === 'llm-monitoring-tempo')).toBe(false);
    const text = JSON.stringify(before(external).filter(({ kind }) => kind === 'ConfigMap'));
    expect(text).toContain('/etc/alloy-credentials/traces-token');
    expect(text).not.toContain('loki.source');
    expect(secrets(external).flatMap(({ stringData = {} }) => Object.keys(stringData))).toContain(
      'traces-token',
    );
    expect(policy('alloy', external)).toContain('8443');
  });
});

test.each(Object.entries({ prod, grown }))('%s has nothing of traces while they are disabled', (_, of) => {
  expect(JSON.stringify([before(of), after(of), releases(of), secrets(of)])).not.toMatch(
    /tempo(?!rar)|otlp|4317/i,
  );
});
