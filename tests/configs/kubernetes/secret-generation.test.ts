import { describe, expect, test } from 'vitest';
import { after } from '../../../configs/kubernetes/index.ts';
import { startSecrets, withSecretGeneration } from '../../../configs/kubernetes/secret-generation.ts';
import { onKubernetes, prod } from './stacks.ts';
import { valuesOf } from './tree.ts';

const ANNOTATION = 'llm-monitoring/password-generation';
const keys = { accessKeyId: 'id', secretAccessKey: 'key' };
const objectStore = { kind: 's3', bucket: 'spans', region: 'eu', ...keys };

describe('secrets that a server reads only when it starts', () => {
  test('are the keys of its object store', () => {
    const settings = onKubernetes(
      { tempo: { objectStore }, loki: { objectStore: { ...objectStore, bucket: 'lines' } } },
      { traces: { enabled: true } },
    );
    const stored = { 'access-key-id': 'id', 'secret-access-key': 'key' };
    expect(startSecrets(settings, 'loki')).toEqual(stored);
    expect(startSecrets(settings, 'tempo')).toEqual(stored);
    expect(startSecrets(settings, 'grafana')).toEqual({});
  });

  test('are password and authority of its database', () => {
    const ca = '-----BEGIN CERTIFICATE-----\nx\n';
    const database = { host: 'a:5432', password: 'secret', ca };
    expect(startSecrets(onKubernetes({ grafana: { database } }), 'grafana')).toEqual({
      password: 'secret',
      ca,
    });
  });

  test('are the authorities of its object store, also with an identity or an existing Secret', () => {
    const ca = '-----BEGIN CERTIFICATE-----\nx\n';
    const store = { kind: 's3', bucket: 'spans', endpoint: 's3.example.com', ca };
    const settings = onKubernetes(
      { tempo: { objectStore: store }, loki: { objectStore: { ...store, existingSecret: 'keys' } } },
      { traces: { enabled: true } },
    );
    expect(startSecrets(settings, 'loki')).toEqual({ ca });
    expect(startSecrets(settings, 'tempo')).toEqual({ ca });
  });

  test('are not those of an existing Secret, which the program cannot read', () => {
    expect(startSecrets(prod, 'grafana')).toEqual({});
    expect(startSecrets(prod, 'loki')).toEqual({});
  });
});

test('a new generation replaces the pods of a release and of a manifest', () => {
  const values = valuesOf(prod, 'loki');
  expect(withSecretGeneration(values, 'loki', 'a').defaults.podAnnotations).toEqual({ [ANNOTATION]: 'a' });
  const labeled = onKubernetes({ podAnnotations: { note: 'x' } }, { traces: { enabled: true } });
  expect(withSecretGeneration(valuesOf(labeled, 'grafana'), 'grafana', 'a').podAnnotations).toEqual({
    note: 'x',
    [ANNOTATION]: 'a',
  });
  const tempo = after(labeled).find(
    ({ kind, metadata }) => kind === 'StatefulSet' && metadata.name.endsWith('-tempo'),
  )!;
  const { annotations } = (
    withSecretGeneration(tempo, 'tempo', 'a').spec as typeof tempo.spec & {
      template: { metadata: { annotations: object } };
    }
  ).template.metadata;
  expect(annotations).toMatchObject({ note: 'x', 'checksum/config': expect.any(String), [ANNOTATION]: 'a' });
});
