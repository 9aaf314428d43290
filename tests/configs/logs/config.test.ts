import { describe, expect, it, test } from 'vitest';
import { alloyConfig, alloyFiles } from '../../../configs/collector/index.ts';
import { lokiConfig } from '../../../configs/loki/config.ts';
import { alloyService } from '../../../configs/services/alloy.ts';
import { socketProxyService } from '../../../configs/services/socket-proxy.ts';
import { findDockerSocket } from '../../../configs/settings/docker-socket.ts';
import { parseSettings, Secret } from '../../../configs/index.ts';

const settings = (raw: Record<string, unknown> = {}) => parseSettings(raw);
const text = (raw: Record<string, unknown> = {}) => alloyConfig(settings(raw));

describe('the text of Alloy', () => {
  it('collects the containers of the stack and those that opt in', () => {
    expect(text()).toContain('regex         = "llm-monitoring;;.*|.*;true;.*"');
  });

  it('collects what is included by name, whole names only', () => {
    expect(text({ logs: { include: ['vllm-.*', 'tgi'] } })).toContain('.*;;/(?:vllm-.*|tgi)"');
  });

  it('reads no file where none is configured', () => {
    expect(text()).not.toContain('loki.source.file');
  });

  it('reads files under where they are mounted', () => {
    const raw = { logs: { files: [{ path: '/srv/vllm/*.log', service: 'vllm-api', model: 'a/b' }] } };
    expect(text(raw)).toContain('__path__     = "/var/log/host/srv/vllm/*.log"');
    expect(text(raw)).toContain('model_name   = "a/b"');
    expect(alloyService(settings(raw)).mounts).toEqual([
      { host: '/srv/vllm', path: '/var/log/host/srv/vllm' },
    ]);
  });

  it('tries without end, and names a tenant where there is one', () => {
    expect(text()).toContain('max_backoff_retries = 0');
    expect(text()).not.toContain('tenant_id');
    expect(text({ logs: { tenant: 'llm' } })).toMatch(/tenant_id\s+= "llm"/);
  });

  it('writes to a Loki of somebody else, with credentials from files', () => {
    const raw = {
      loki: {
        existing: {
          url: 'https://loki.example.com/',
          auth: { basic: { username: 'me', password: 'hunter22' } },
          tls: { serverName: 'loki' },
        },
      },
    };
    expect(text(raw)).toContain('url                 = "https://loki.example.com/loki/api/v1/push"');
    expect(text(raw)).toContain('password_file = "/etc/alloy/loki-password"');
    expect(text(raw)).toContain('server_name          = "loki"');
    expect(text(raw)).not.toContain('hunter22');
    const secrets = alloyFiles(settings(raw)).filter(({ content }) => content instanceof Secret);
    expect(secrets.map(({ path }) => path)).toEqual(['loki-password']);
    expect(alloyService(settings(raw)).after).toEqual(['socket-proxy']);
  });

  it('redacts by default and drops prompts on request', () => {
    expect(text()).toContain('"<redacted>"');
    expect(text({ logs: { redact: false } })).not.toContain('"<redacted>"');
    expect(text()).not.toContain('"<dropped>"');
    expect(text({ logs: { dropPrompts: true } })).toContain('"<dropped>"');
  });
});

describe('the socket proxy', () => {
  const command = socketProxyService(settings()).command;
  const allowed = (method: string) => {
    const flag = command.find((argument) => argument.startsWith(`-allow${method}=`));
    return flag === undefined ? undefined : new RegExp(`^${flag.slice(flag.indexOf('=') + 1)}$`);
  };

  test.each([
    '/_ping',
    '/v1.52/containers/json',
    '/v1.52/containers/ab12/json',
    '/v1.52/containers/ab12/logs',
    '/v1.52/networks',
  ])('lets GET %s through', (path) => expect(allowed('GET')?.test(path)).toBe(true));

  test.each([
    '/v1.52/secrets',
    '/v1.52/containers/ab12/archive',
    '/v1.52/containers/ab12/export',
    '/v1.52/containers/ab12/attach/ws',
    '/v1.52/containers/../secrets/json/x',
    '/v1.52/images/json',
    '/v1.52/info',
    '/v1.52/volumes',
  ])('refuses GET %s', (path) => expect(allowed('GET')?.test(path)).toBe(false));

  it('knows no other method than HEAD of the ping', () => {
    expect(command.filter((flag) => /^-allow[A-Z]+=/.test(flag)).map((flag) => flag.split('=')[0])).toEqual([
      '-allowGET',
      '-allowHEAD',
    ]);
    expect(allowed('HEAD')?.test('/v1.52/containers/json')).toBe(false);
  });

  it('is alone with Alloy on its network', () => {
    expect(socketProxyService(settings()).networks).toEqual(['docker-socket']);
    expect(alloyService(settings()).networks).toEqual(['stack', 'docker-socket']);
  });

  it('runs in the group of the socket', () => {
    expect(socketProxyService(settings()).user).toBe('65534:0');
    expect(socketProxyService(settings({ logs: { dockerSocketGid: 999 } })).user).toBe('65534:999');
  });
});

describe('the socket of the engine', () => {
  const gidOf = () => 999;
  test.each([
    ['linux', 'unix:///var/run/docker.sock', '/var/run/docker.sock', 999],
    ['linux', 'unix:///run/user/1000/docker.sock', '/run/user/1000/docker.sock', 0],
    ['linux', 'unix:///home/me/.docker/desktop/docker.sock', '/var/run/docker.sock', 0],
    ['linux', 'tcp://10.0.0.1:2376', '/var/run/docker.sock', 0],
    ['darwin', 'unix:///Users/me/.docker/run/docker.sock', '/var/run/docker.sock', 0],
  ] as const)('on %s behind %s', (platform, host, path, gid) => {
    expect(findDockerSocket(host, platform, gidOf)).toEqual({ path, gid });
  });
});

describe('the configuration of Loki', () => {
  /** Keys that Loki 4.0 no longer knows (`tools/deprecated-config-checker/deleted-config.yaml` of its main branch). */
  const REMOVED = [
    'unordered_writes',
    'allow_deletes',
    'per_tenant_override_config',
    'table_manager',
    'boltdb_shipper',
    'row_shards',
    'chunks',
    'tags',
    'shared_store',
    'write_dedupe_cache_config',
    'index_queries_cache_config',
    'enforce_metric_name',
    'rules_directory',
  ];
  const keys = (value: unknown): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => [key, ...keys(inner)])
      : [];

  it('sets nothing that 4.0 removed, and says what 4.0 gives another default', () => {
    const config = lokiConfig(settings());
    expect(keys(config).filter((key) => REMOVED.includes(key))).toEqual([]);
    expect(config.storage_config).toMatchObject({ use_thanos_objstore: false });
  });

  it('asks for a tenant only where one is configured', () => {
    expect(lokiConfig(settings())).toMatchObject({ auth_enabled: false });
    expect(lokiConfig(settings({ logs: { tenant: 'llm' } }))).toMatchObject({ auth_enabled: true });
  });

  it('keeps, cuts and deletes as configured, and reports to nobody', () => {
    expect(lokiConfig(settings({ loki: { retention: '30d', memory: '2GiB' } }))).toMatchObject({
      analytics: { reporting_enabled: false },
      compactor: { retention_enabled: true, delete_request_store: 'filesystem' },
      ingester: { wal: { enabled: true, replay_memory_ceiling: '1536MB' } },
      limits_config: { retention_period: '30d', max_line_size_truncate: true },
    });
  });
});

describe('what the configuration refuses', () => {
  test.each([
    ['logs.include', { include: ['('] }],
    ['logs.include', { include: ['(?=x)'] }],
    ['logs.redactPatterns', { redactPatterns: ['acme_[0-9]+'] }],
    ['logs.files', { files: [{ path: 'vllm.log', service: 'x' }] }],
    ['logs.files', { files: [{ path: '/vllm.log', service: 'x' }] }],
    ['logs.files', { files: [{ path: '/var/*/vllm.log', service: 'x' }] }],
    ['logs.tenant', { tenant: 'a/b' }],
  ])('%s of %j', (key, logs) => {
    expect(() => settings({ logs })).toThrow(key);
  });
});
