import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { before, namespaces, releases, secrets } from '../../../configs/kubernetes/index.ts';
import { grown, onKubernetes, prod, stacks, staging } from './stacks.ts';
import { kubernetesBundle } from '../../../configs/bundle/kubernetes.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Tree = any;

test('Pod Security allows host access only to node-exporter, in its own namespace', () => {
  expect(namespaces(staging)).toMatchObject([
    {
      metadata: {
        name: 'llm-monitoring',
        labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
      },
    },
  ]);
  expect(
    namespaces(grown).map(({ metadata }) => [
      metadata.name,
      metadata.labels!['pod-security.kubernetes.io/enforce'],
    ]),
  ).toEqual([
    ['llm-monitoring', 'restricted'],
    ['llm-monitoring-nodes', 'privileged'],
  ]);
  expect(namespaces(onKubernetes({ createNamespace: false }))).toEqual([]);
});

describe('secrets', () => {
  test('exist for every reference', () => {
    expect(
      secrets(grown).map(({ metadata, stringData }) => [metadata.name, Object.keys(stringData!)]),
    ).toEqual([
      ['llm-monitoring-grafana-admin', ['admin-user', 'admin-password', 'secret-key']],
      ['llm-monitoring-grafana-database', ['password']],
      ['llm-monitoring-loki-store', ['access-key-id', 'secret-access-key']],
      ['llm-monitoring-long-term', ['username', 'password']],
      ['llm-monitoring-target-bare-metal', ['token', 'ca.crt']],
    ]);
  });

  test('are not created if they exist', () => {
    expect(secrets(prod).map(({ metadata }) => metadata.name)).toEqual(['llm-monitoring-grafana-admin']);
  });

  test('for an external Loki are files of the collector', () => {
    const existing = { url: 'https://loki.example.com', auth: { bearer: 'loki-token' } };
    const settings = onKubernetes({}, { loki: { existing } });
    expect(secrets(settings).at(-1)).toMatchObject({
      metadata: { name: 'llm-monitoring-alloy-credentials' },
    });
    const alloy = releases(settings).find(({ part }) => part === 'alloy')!.values as Tree;
    expect(alloy.controller.volumes.extra).toContainEqual({
      name: 'credentials',
      secret: { secretName: 'llm-monitoring-alloy-credentials' },
    });
    const config = before(settings).find(({ kind }) => kind === 'ConfigMap')!.data!['config.alloy'];
    expect(config).toContain('https://loki.example.com/loki/api/v1/push');
    expect(config).toContain('/etc/alloy-credentials/token');
    expect(config).not.toContain('loki-token');
  });
});

describe('the collector', () => {
  const configOf = (settings: Parameters<typeof before>[0]) =>
    before(settings).find(({ kind }) => kind === 'ConfigMap')!.data!['config.alloy']!;

  test('reads all pods of its own namespace, and elsewhere those with vLLM', () => {
    const text = configOf(grown);
    expect(text).toMatch(
      /discovery\.kubernetes "stack" \{[^}]*\n\tnamespaces \{\n\t\tnames = \["llm-monitoring"\]/,
    );
    expect(text).toContain('label = "llm-d.ai/role"');
    expect(text).toContain('label = "serving.kserve.io/inferenceservice"');
    expect(text).toMatch(/discovery\.kubernetes "job_svc" \{\n\trole = "endpointslice"/);
  });

  test('sends to Loki with the tenant, with unlimited retries', () => {
    expect(configOf(grown)).toMatch(
      /url\s+= "http:\/\/llm-monitoring-loki-gateway\.llm-monitoring\.svc:80\/loki\/api\/v1\/push"\n\t\ttenant_id\s+= "llm"\n\t\tmax_backoff_retries = 0/,
    );
    expect(configOf(staging)).not.toContain('tenant_id');
  });
});

describe('the bundle', () => {
  test.each(Object.entries(stacks))('of stack %s is deterministic and valid YAML', (_, settings) => {
    const files = kubernetesBundle(settings);
    expect(kubernetesBundle(settings)).toEqual(files);
    for (const { path, text } of files.filter(({ path }) => path.endsWith('.yaml'))) {
      const documents = parseAllDocuments(text, { version: '1.1' });
      expect(
        documents.flatMap(({ errors }) => errors),
        path,
      ).toEqual([]);
    }
  });

  test('has the values of every release, and lists the placeholders', () => {
    const files = kubernetesBundle(staging);
    const paths = files.map(({ path }) => path);
    for (const { name } of releases(staging)) expect(paths).toContain(`kubernetes/values/${name}.yaml`);
    const text = (path: string) => files.find((file) => file.path === path)!.text;
    expect(text('kubernetes/manifests/10-secrets.yaml')).toMatch(/admin-password: REPLACE_ME/);
    expect(text('kubernetes/install.md')).toContain(
      'helm upgrade --install llm-monitoring-alloy alloy --repo https://grafana.github.io/helm-charts --version',
    );
  });
});
