import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Settings } from '../../../configs/index.ts';
import { after, before } from '../../../configs/kubernetes/index.ts';
import { onKubernetes } from './stacks.ts';
import { type Tree, valuesOf } from './tree.ts';

const CA = '-----BEGIN CERTIFICATE-----\nMII\n';
const grafana = (database: object) =>
  onKubernetes({
    grafana: { database: { host: 'db.example.com:5432', existingSecret: 'password', ...database } },
  });

test('Grafana verifies its database with the given authority', () => {
  const settings = grafana({ sslMode: 'verify-full', ca: CA });
  const config = before(settings).find(({ metadata }) => metadata.name.endsWith('-database-ca'))!;
  expect(config).toMatchObject({ kind: 'ConfigMap', data: { 'ca.crt': CA } });
  const values = valuesOf(settings, 'grafana');
  const [mount] = values.extraConfigmapMounts;
  expect(mount.configMap).toBe(config.metadata.name);
  expect(values['grafana.ini'].database).toMatchObject({
    ssl_mode: 'verify-full',
    ca_cert_path: `${mount.mountPath}/ca.crt`,
  });
  // The init container that resets the password reads the same configuration.
  const mounts: Tree[] = values.extraInitContainers[0].volumeMounts;
  expect(mounts).toContainEqual({ name: mount.name, mountPath: mount.mountPath, readOnly: true });
});

test('without one, the public authorities are used', () => {
  const settings = grafana({ sslMode: 'verify-ca' });
  expect(before(settings).filter(({ metadata }) => metadata.name.endsWith('-database-ca'))).toEqual([]);
  expect(JSON.stringify(valuesOf(settings, 'grafana'))).not.toMatch(/database-ca|ca_cert_path/);
});

describe('an object store with a private authority', () => {
  const objectStore = { kind: 's3', bucket: 'llm-store', endpoint: 's3.example.com:9000', ca: CA };
  const traces = { traces: { enabled: true } };
  const manifests = (settings: Settings) => [...before(settings), ...after(settings)] as Tree[];
  const ofTempo = (settings: Settings, kind: string): Tree =>
    manifests(settings).find((item) => item.kind === kind && item.metadata.name.endsWith('-tempo'))!;

  test.each([
    ['monolithic', {}],
    ['distributed', { mode: 'distributed', replicas: 3 }],
  ])('is verified by Loki, %s', (_, mode) => {
    const settings = onKubernetes({ loki: { objectStore, ...mode } });
    const values = valuesOf(settings, 'loki');
    const [volume] = values.defaults.extraVolumes;
    const [mount] = values.defaults.extraVolumeMounts;
    const config = manifests(settings).find(({ metadata }) => metadata.name === volume.configMap.name)!;
    expect(mount.name).toBe(volume.name);
    expect(Object.values(config.data)).toEqual([CA]);
    expect(values.defaults.extraEnv).toContainEqual({ name: 'SSL_CERT_DIR', value: mount.mountPath });
  });

  test('is verified by Tempo', () => {
    const settings = onKubernetes({ tempo: { objectStore } }, traces);
    const config = ofTempo(settings, 'ConfigMap');
    const { s3 } = parse(config.data['tempo.yml']).storage.trace;
    const { volumes, containers } = ofTempo(settings, 'StatefulSet').spec.template.spec;
    const { name } = volumes.find(({ configMap }: Tree) => configMap?.name === config.metadata.name);
    const { mountPath } = containers[0].volumeMounts.find((mount: Tree) => mount.name === name);
    expect(config.data[s3.tls_ca_path.slice(`${mountPath}/`.length)]).toBe(CA);
  });

  test('is nowhere without one', () => {
    const store = { ...objectStore, ca: undefined };
    const settings = onKubernetes({ loki: { objectStore: store }, tempo: { objectStore: store } }, traces);
    expect(JSON.stringify([manifests(settings), valuesOf(settings, 'loki')])).not.toMatch(
      /tls_ca_path|SSL_CERT_DIR|object-store/,
    );
  });
});
