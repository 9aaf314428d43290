import { describe, expect, test } from 'vitest';
import { exceptions } from '../../policy/exceptions.ts';
import { type Candidate, Marked, type Props, UNKNOWN } from '../../policy/rule.ts';
import { rules, violations } from '../../policy/rules/index.ts';

/** A container that breaks no rule. */
const CONTAINER = {
  image: 'sha256:0123',
  memory: 512,
  readOnly: true,
  capabilities: { drops: ['ALL'] },
  securityOpts: ['no-new-privileges:true'],
  healthcheck: { tests: ['CMD', 'true'] },
  ports: [{ internal: 9090, external: 9090, ip: '127.0.0.1' }],
  command: [],
  envs: [],
};
const POD = {
  image: 'registry.example.com/a/b:1.2.3',
  livenessProbe: { httpGet: { path: '/', port: 80 } },
  resources: { limits: { memory: '1Gi', cpu: '1' } },
  securityContext: {
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
  },
};
const GRAFANA_VALUES = {
  image: { tag: '12.3.0' },
  resources: POD.resources,
  containerSecurityContext: POD.securityContext,
};

const docker = (change: Props = {}, name = 'some'): Candidate => ({
  type: 'docker:index/container:Container',
  name,
  props: { ...CONTAINER, ...change },
});
const image = (name: unknown): Candidate => ({
  type: 'docker:index/remoteImage:RemoteImage',
  name: 'image',
  props: { name },
});
const deployment = (change: Props = {}, spec: Props = {}): Candidate => ({
  type: 'kubernetes:apps/v1:Deployment',
  name: 'some',
  props: { spec: { template: { spec: { ...spec, containers: [{ ...POD, ...change }] } } } },
});
const release = (change: Props = {}, chart = 'oci://ghcr.io/charts/grafana'): Candidate => ({
  type: 'kubernetes:helm.sh/v3:Release',
  name: 'some',
  props: { chart, values: { ...GRAFANA_VALUES, ...change } },
});
const object = (type: string, props: Props): Candidate => ({ type, name: 'some', props });

/** Examples of each rule: what it lets pass, and what it does not. */
const EXAMPLES: Readonly<Record<string, { good: Candidate[]; bad: Candidate[] }>> = {
  'images-pinned': {
    good: [
      docker(),
      docker({ image: UNKNOWN }),
      image('prom/prometheus:v3.13.5'),
      image('registry.example.com:5000/a@sha256:0123'),
      deployment(),
      release(),
    ],
    bad: [
      image('grafana/grafana:latest'),
      image('grafana/grafana'),
      image('registry.example.com:5000/grafana'),
      docker({ image: 'nginx' }),
      deployment({ image: 'nginx:latest' }),
      release({ image: { tag: 'latest' } }),
    ],
  },
  'limits-set': {
    good: [docker(), deployment(), release(), release({}, '/mirror/grafana-10.1.0.tgz')],
    bad: [
      docker({ memory: undefined }),
      docker({ memory: 0 }),
      deployment({ resources: { limits: { cpu: '1' } } }),
      deployment({ resources: { limits: { memory: '1Gi' } } }),
      release({ resources: {} }),
      release({ resources: {} }, '/mirror/grafana-10.1.0.tgz'),
      release({ singleBinary: { replicas: 3 } }, 'oci://ghcr.io/charts/loki'),
    ],
  },
  'health-checked': {
    good: [docker(), deployment(), docker({ healthcheck: undefined, start: false, mustRun: false })],
    bad: [
      docker({ healthcheck: undefined }),
      docker({ healthcheck: undefined, start: false }),
      deployment({ livenessProbe: {} }),
    ],
  },
  'no-capabilities': {
    good: [docker(), deployment(), release()],
    bad: [
      docker({ capabilities: undefined }),
      docker({ capabilities: { drops: ['ALL'], adds: ['NET_ADMIN'] } }),
      docker({ privileged: true }),
      deployment({ securityContext: {} }),
      release({
        containerSecurityContext: { ...POD.securityContext, capabilities: { drop: ['ALL'], add: ['CHOWN'] } },
      }),
    ],
  },
  'read-only-root': {
    good: [docker(), deployment(), release(), docker({ readOnly: false, start: false, mustRun: false })],
    bad: [
      docker({ readOnly: false }),
      deployment({ securityContext: {} }),
      release({ containerSecurityContext: {} }),
    ],
  },
  'no-new-privileges': {
    good: [docker(), docker({ securityOpts: ['no-new-privileges'] }), deployment(), release()],
    bad: [
      docker({ securityOpts: [] }),
      docker({ securityOpts: ['no-new-privileges:false'] }),
      deployment({ securityContext: {} }),
    ],
  },
  'no-loosening': {
    good: [
      docker({ volumes: [{ hostPath: '/var/log', containerPath: '/logs' }] }),
      docker({ volumes: [{ hostPath: '/var/run/docker.sock' }] }, 'docker-socket-proxy'),
      release(),
      deployment(),
    ],
    bad: [
      docker({ volumes: [{ hostPath: '/var/run/docker.sock' }] }),
      deployment({}, { hostNetwork: true }),
      release({ deep: { er: { privileged: true } } }),
      release({ sidecar: { securityContext: { readOnlyRootFilesystem: false } } }),
      release({ deep: { capabilities: { add: ['SYS_ADMIN'] } } }),
    ],
  },
  'no-open-ports': {
    good: [
      docker(),
      docker({ ports: [] }),
      docker({ ports: [{ ip: '0.0.0.0' }], command: ['--web.config.file=/etc/prometheus/web.yml'] }),
      docker({
        ports: [{ ip: '0.0.0.0' }],
        envs: [new Marked('GF_SECURITY_ADMIN_USER=a'), 'GF_AUTH_ANONYMOUS_ENABLED=false'],
      }),
      object('kubernetes:core/v1:Service', { spec: { type: 'ClusterIP' } }),
      release({ service: { type: 'ClusterIP' } }),
    ],
    bad: [
      docker({ ports: [{ ip: '0.0.0.0' }] }),
      docker({ ports: [{ internal: 9090 }] }),
      docker({ ports: [{ ip: '::' }] }),
      docker({ ports: [{ ip: '10.0.0.5' }] }),
      docker({
        ports: [{ ip: '0.0.0.0' }],
        envs: ['GF_SECURITY_ADMIN_USER=a', 'GF_AUTH_ANONYMOUS_ENABLED=true'],
      }),
      object('kubernetes:core/v1:Service', { spec: { type: 'LoadBalancer' } }),
      release({ service: { type: 'NodePort' } }),
      deployment({ ports: [{ containerPort: 80, hostPort: 80 }] }),
    ],
  },
  'no-plain-secrets': {
    good: [
      docker({ envs: [new Marked('GF_SECURITY_ADMIN_PASSWORD=x'), 'GF_DATABASE_PASSWORD__FILE=/run/x'] }),
      docker({ uploads: [{ file: '/config/secrets/vllm', content: new Marked('x') }] }),
      object('kubernetes:core/v1:Secret', { stringData: { password: new Marked('x') } }),
      object('kubernetes:core/v1:Secret', { stringData: new Marked({ password: 'x' }) }),
      object('pulumi:providers:grafana', { auth: new Marked('a:b') }),
      release({ admin: { existingSecret: 'grafana-admin', passwordKey: 'admin-password' } }),
    ],
    bad: [
      docker({ envs: ['GF_SECURITY_ADMIN_PASSWORD=x'] }),
      docker({ uploads: [{ file: '/config/secrets/vllm', content: 'x' }] }),
      docker({ uploads: [{ file: '/config/loki-password', content: 'x' }] }),
      object('kubernetes:core/v1:Secret', { stringData: { password: 'x' } }),
      object('kubernetes:core/v1:Secret', { data: { password: 'eA==' } }),
      object('grafana:oss/dataSource:DataSource', { secureJsonDataEncoded: '{}' }),
      object('pulumi:providers:grafana', { auth: 'a:b' }),
      release({ adminPassword: 'x' }),
    ],
  },
  'no-default-passwords': {
    good: [
      docker({ envs: ['GF_SECURITY_ADMIN_PASSWORD=admin'] }),
      docker({ ports: [{ ip: '0.0.0.0' }], envs: ['GF_SECURITY_ADMIN_PASSWORD=nu8Eeghie0'] }),
      object('kubernetes:core/v1:Secret', { stringData: { password: new Marked('nu8Eeghie0') } }),
      object('pulumi:providers:grafana', { url: 'http://127.0.0.1:3000', auth: new Marked('admin:admin') }),
    ],
    bad: [
      docker({ ports: [{ ip: '0.0.0.0' }], envs: [new Marked('GF_SECURITY_ADMIN_PASSWORD=admin')] }),
      object('kubernetes:core/v1:Secret', { stringData: { password: new Marked('admin') } }),
      object('pulumi:providers:grafana', {
        url: 'https://grafana.example.com',
        auth: new Marked('admin:admin'),
      }),
      release({ adminPassword: 'admin' }),
    ],
  },
  'tls-verified': {
    good: [
      docker({ uploads: [{ content: 'tls_config:\n  ca_file: /etc/ca.pem\n' }] }),
      object('grafana:oss/dataSource:DataSource', { jsonDataEncoded: '{"tlsAuthWithCACert":true}' }),
      release({ tls: { insecureSkipVerify: false } }),
    ],
    bad: [
      docker({ uploads: [{ content: 'tls_config:\n  insecure_skip_verify: true\n' }] }),
      docker({ uploads: [{ content: new Marked('  insecure_skip_verify = true\n') }] }),
      object('grafana:oss/dataSource:DataSource', { jsonDataEncoded: '{"tlsSkipVerify":true}' }),
      object('pulumi:providers:grafana', { insecureSkipVerify: 'true' }),
      release({ tls: { insecureSkipVerify: true } }),
      deployment({ command: ['sh', '-c', 'curl -sk https://example.com'] }),
    ],
  },
};

test('every rule has examples of both kinds', () => {
  expect(Object.keys(EXAMPLES)).toEqual(rules.map(({ name }) => name));
});

describe.each(rules.map((rule) => [rule.name, rule] as const))('%s', (name, rule) => {
  const { good, bad } = EXAMPLES[name]!;
  test.each(good.map((candidate, index) => [index, candidate] as const))(
    'lets example %i pass',
    (_, candidate) => {
      expect(violations(rule, candidate)).toEqual([]);
    },
  );
  test.each(bad.map((candidate, index) => [index, candidate] as const))(
    'refuses example %i',
    (_, candidate) => {
      expect(violations(rule, candidate)).not.toEqual([]);
    },
  );
});

test('no violation repeats a secret', () => {
  const said = rules.flatMap((rule) => [
    ...violations(
      rule,
      docker({ ports: [{ ip: '0.0.0.0' }], envs: ['GF_SECURITY_ADMIN_PASSWORD=changeme'] }),
    ),
    ...violations(rule, object('kubernetes:core/v1:Secret', { stringData: { password: 'changeme' } })),
  ]);
  expect(said.length).toBeGreaterThan(3);
  expect(said.join('\n')).not.toContain('changeme');
});

test('every exception names a rule and gives a reason', () => {
  for (const { rule, reason } of exceptions) {
    expect(rules.map(({ name }) => name)).toContain(rule);
    expect(reason.length).toBeGreaterThan(40);
  }
});
