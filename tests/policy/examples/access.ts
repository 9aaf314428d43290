import { Marked } from '../../../policy/rule.ts';
import { docker, deployment, release, object, type Examples } from './resources.ts';

/** Access control and secrets. */
export const access: Readonly<Record<string, Examples>> = {
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
      release({ storage: { secret_access_key: '${AWS_SECRET_ACCESS_KEY}' } }),
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
      release({ storage: { secret_access_key: 'x${y}' } }),
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
