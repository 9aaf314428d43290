import { expect, test } from 'vitest';
import { before } from '../../../configs/kubernetes/index.ts';
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
