import * as pulumi from '@pulumi/pulumi';
import { beforeAll, describe, expect, it } from 'vitest';
import { DockerBackend } from '../../../components/docker/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { audit } from '../../helpers/policy.ts';
import { isSecret, plain, promiseOf, Recorder } from '../../helpers/mocks.ts';

const CONTAINER = 'docker:index/container:Container';
const recorder = new Recorder();
let backend: DockerBackend;
let ready: readonly string[];

beforeAll(async () => {
  await recorder.start();
  const settings = parseSettings({
    name: 'unit',
    docker: { host: 'unix:///tmp/docker.sock' },
    exporters: { gpu: true, node: true, containers: true },
    traces: { enabled: true },
    targets: [
      { name: 'vllm-api', endpoints: ['host.docker.internal:8000'], auth: { bearer: 'scrape-token' } },
    ],
  });
  backend = new DockerBackend('docker', { settings, adminPassword: 'pw' });
  ready = await promiseOf(pulumi.all(backend.servers.map((resource) => resource.urn)));
  await pulumi.runtime.disconnect();
});

describe('DockerBackend', () => {
  it('uses only the configured engine', () => {
    expect(recorder.find('pulumi:providers:docker', 'docker-docker').inputs['host']).toBe(
      'unix:///tmp/docker.sock',
    );
    for (const resource of recorder.resources.filter(({ type }) => type.startsWith('docker:'))) {
      expect(resource.provider, resource.name).toBe('docker-docker');
    }
  });

  it('creates the network after all images are pulled', () => {
    const network = recorder.find('docker:index/network:Network', 'docker-network-stack');
    expect(network.dependsOn).toEqual(
      recorder
        .of('docker:index/remoteImage:RemoteImage')
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('starts Tempo, but nothing waits for it', () => {
    expect(recorder.find(CONTAINER, 'docker-tempo').inputs).toMatchObject({ wait: true });
    const waiting = recorder.resources.filter(({ dependsOn }) => dependsOn.includes('docker-tempo'));
    expect(waiting.map(({ name }) => name)).toEqual([]);
    const names = ready.map((urn) => urn.split('::').at(-1));
    expect(names).toEqual(expect.arrayContaining(['docker-grafana', 'docker-alloy']));
    expect(names).not.toContain('docker-tempo');
  });

  it.each(['prometheus', 'loki', 'grafana', 'tempo'])('hardens the container of %s', (name) => {
    expect(recorder.find(CONTAINER, `docker-${name}`).inputs).toMatchObject({
      name: `unit-${name}`,
      readOnly: true,
      capabilities: { drops: ['ALL'] },
      securityOpts: ['no-new-privileges:true'],
      restart: 'unless-stopped',
      wait: true,
      networkMode: 'bridge',
      logOpts: { 'max-size': '10m', 'max-file': '3' },
      hosts: [{ host: 'host.docker.internal', ip: 'host-gateway' }],
    });
  });

  it.each([
    ['dcgm-exporter', '0:0', { adds: ['CAP_SYS_ADMIN'], drops: ['ALL'] }, { gpus: 'all' }],
    ['node-exporter', '65534:65534', { drops: ['ALL'] }, {}],
    [
      'cadvisor',
      '0:0',
      { adds: ['CAP_SYSLOG'], drops: ['ALL'] },
      { devices: [{ hostPath: '/dev/kmsg', containerPath: '/dev/kmsg', permissions: 'r' }] },
    ],
  ])('gives %s what it requires, and no port', (name, user, capabilities, more) => {
    const { inputs } = recorder.find(CONTAINER, `docker-${name}`);
    expect(inputs).toMatchObject({
      user,
      readOnly: true,
      securityOpts: ['no-new-privileges:true'],
      ports: [],
      ...more,
    });
    expect(inputs['capabilities']).toEqual(capabilities);
    for (const volume of inputs['volumes'] as object[]) expect(volume).toMatchObject({ readOnly: true });
  });

  it('violates no policy rule about privileges, including exporters', () => {
    const { found } = audit(recorder.resources);
    expect(found.filter((what) => /^(no-|read-only)/.test(what))).toEqual([]);
  });

  it.each([
    ['prometheus', 9090, 9090],
    ['loki', 3100, 3100],
    ['grafana', 3000, 3000],
  ])('publishes %s on loopback only', (name, internal, external) => {
    const { ports } = recorder.find(CONTAINER, `docker-${name}`).inputs;
    expect(ports).toEqual([{ internal, external, ip: '127.0.0.1' }]);
  });

  it('keeps the data of each server in a named volume that outlives the stack', () => {
    for (const name of ['prometheus', 'loki', 'grafana']) {
      const volume = recorder.find('docker:index/volume:Volume', `docker-${name}-data`);
      expect(volume.inputs['name']).toBe(`unit-${name}-data`);
      expect(volume.retainOnDelete).toBe(true);
    }
  });

  it('does not name configuration volumes, so that a change creates a new volume', () => {
    const volume = recorder.find('docker:index/volume:Volume', 'docker-loki-config');
    expect(volume.inputs).not.toHaveProperty('name');
    expect(volume.retainOnDelete).toBe(false);
  });

  it('uploads configuration into a carrier that never starts', () => {
    const carrier = recorder.find(CONTAINER, 'docker-loki-config-carrier').inputs;
    expect(carrier).toMatchObject({ start: false, mustRun: false });
    expect(carrier['uploads']).toHaveLength(1);
    expect(carrier['uploads']).toMatchObject([{ file: '/config/config.yml' }]);
  });

  it('mounts configuration read-only', () => {
    const { volumes } = recorder.find(CONTAINER, 'docker-loki').inputs;
    expect(volumes).toContainEqual(expect.objectContaining({ containerPath: '/etc/loki', readOnly: true }));
  });

  it('keeps the token of a target secret, and out of prometheus.yml', () => {
    const uploads = recorder.find(CONTAINER, 'docker-prometheus-config-carrier').inputs['uploads'] as {
      file: string;
      content: unknown;
    }[];
    const token = uploads.find(({ file }) => file === '/config/secrets/vllm-api');
    expect(isSecret(token?.content)).toBe(true);
    expect(plain(token?.content)).toBe('scrape-token');
    const main = uploads.find(({ file }) => file === '/config/prometheus.yml');
    expect(main?.content).toContain('credentials_file: /etc/prometheus/secrets/vllm-api');
    expect(main?.content).not.toContain('scrape-token');
  });

  it('passes the password to Grafana as a secret', () => {
    const { envs } = recorder.find(CONTAINER, 'docker-grafana').inputs;
    const password = (envs as unknown[]).filter((env) =>
      String(plain(env)).startsWith('GF_SECURITY_ADMIN_PASSWORD'),
    );
    expect(password.map(isSecret)).toEqual([true]);
    expect(plain(password)).toEqual(['GF_SECURITY_ADMIN_PASSWORD=pw']);
  });

  it('creates nothing of the demo if it is off', () => {
    expect(recorder.resources.filter(({ name }) => name.includes('demo'))).toEqual([]);
  });

  it('exposes the URLs of the servers for Grafana and for users', async () => {
    expect(backend.fromGrafana).toEqual({
      prometheus: 'http://prometheus:9090',
      loki: 'http://loki:3100',
      tempo: 'http://tempo:3200',
    });
    expect(backend.fromUser).toEqual({
      prometheus: 'http://127.0.0.1:9090',
      loki: 'http://127.0.0.1:3100',
      grafana: 'http://127.0.0.1:3000',
    });
    expect(await promiseOf(backend.grafanaAuth)).toBe('admin:pw');
    expect(await pulumi.isSecret(backend.grafanaAuth)).toBe(true);
  });
});

describe('a DockerBackend with external networks and Grafana under a path', () => {
  const own = new Recorder();
  let reached: DockerBackend;

  beforeAll(async () => {
    await own.start();
    const settings = parseSettings({
      name: 'joined',
      docker: { host: 'unix:///tmp/docker.sock', networks: ['vllm_default'] },
      grafana: { rootUrl: 'https://ops.example.com/grafana/' },
    });
    reached = new DockerBackend('other', { settings, adminPassword: 'pw' });
    await promiseOf(pulumi.all(reached.servers.map((resource) => resource.urn)));
    await pulumi.runtime.disconnect();
  });

  it('attaches containers to the network by its name, and does not manage it', () => {
    const networks = own.find(CONTAINER, 'other-prometheus').inputs['networksAdvanced'] as object[];
    expect(networks.at(-1)).toEqual({ name: 'vllm_default' });
    const managed = own.of('docker:index/network:Network').map(({ inputs }) => inputs['name']);
    expect(managed).not.toContain('vllm_default');
  });

  it('reaches Grafana at the published port, under the path', () => {
    expect(reached.fromUser.grafana).toBe('http://127.0.0.1:3000/grafana');
  });
});
