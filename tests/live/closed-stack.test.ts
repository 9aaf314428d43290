import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HARDENING } from '../../configs/grafana/hardening.ts';
import { freePorts } from '../../lab/common/servers.ts';
import { GrafanaApi } from '../../lab/common/grafana-api.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { docker } from '../helpers/docker.ts';
import { DockerStack } from '../helpers/docker-stack.ts';
import { ask, fingerprint, servedBy } from '../helpers/https.ts';
import { Planted } from '../helpers/planted.ts';
import { ownServers } from '../helpers/planted-stacks.ts';

type Map = Record<string, unknown>;

const PORTS = await freePorts();
const planted = new Planted();
const settings = withPorts(ownServers(planted));
const why = DockerStack.missing(settings);
if (why) console.log(`skipped: the stack with every secret set (${why})`);

function withPorts(own: Map): Map {
  const ports = Object.entries(PORTS).map(([server, port]) => [server, { ...(own[server] as Map), port }]);
  return { ...own, ...Object.fromEntries(ports) };
}

/** Every secret as a configuration path and its text, for `config set --secret --path`. */
function* secretsIn(value: unknown, path: string): Generator<[path: string, text: string]> {
  if (typeof value === 'string' && planted.in(value).length > 0) yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield* secretsIn(inner, Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`);
  }
}

describe.skipIf(why)('the stack with every secret set', () => {
  const stack = new DockerStack('closed');
  const printed: string[] = [];
  const password = () => planted.texts.get('grafana.adminPassword')!;
  const grafana = () => new GrafanaApi(`http://127.0.0.1:${PORTS.grafana}`, 'admin', password());
  const tls = (server: 'prometheus' | 'loki') =>
    (settings[server] as { tls: Map }).tls as Record<string, string>;
  const client = () => (tls('loki') as unknown as { client: Record<string, string> }).client;

  /** Runs a command and keeps its output for the search. */
  async function run(command: string, ...args: string[]): Promise<string> {
    const text = await stack.run(command, ...args);
    printed.push(text);
    return text;
  }

  /** Puts secrets into the stack file, encrypted, in one step. */
  async function setSecrets(list: Iterable<[path: string, text: string]>): Promise<void> {
    const pairs = [...list].flatMap(([path, text]) => ['--secret', `llm-monitoring:${path}=${text}`]);
    await run('pulumi', 'config', 'set-all', '--path', ...pairs);
  }

  /** Each data source can query its server. */
  async function healthy(): Promise<void> {
    for (const uid of ['prometheus', 'loki']) {
      const health = await grafana().call<{ status: string }>('GET', `/api/datasources/uid/${uid}/health`);
      expect(health.status, uid).toBe('OK');
    }
  }

  const names = () => stack.list('ps', '--format', '{{.Names}} {{.ID}}').sort();

  beforeAll(async () => {
    const plain = structuredClone(settings);
    const secrets = [...secretsIn(settings, '')];
    expect(secrets.length).toBe(planted.texts.size);
    for (const [path] of secrets) remove(plain, path);
    stack.configure(plain);
    await run('pulumi', 'stack', 'init', '--secrets-provider', 'passphrase');
    await setSecrets(secrets);
    await run('up');
  }, 1_800_000);

  afterAll(() => stack.remove(), 900_000);

  /** Removes one value; the CLI adds it back encrypted. */
  function remove(from: Map, path: string): void {
    const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
    const last = keys.pop()!;
    delete keys.reduce((map, key) => map[key] as Map, from)[last];
  }

  it('rejects requests without a password or a certificate', async () => {
    const { ca } = tls('prometheus');
    const auth = `monitoring:${planted.texts.get('prometheus.auth.password')}`;
    expect(await ask(PORTS.prometheus, '/api/v1/query?query=up', { ca })).toBe(401);
    expect(await ask(PORTS.prometheus, '/api/v1/query?query=up', { ca, auth: 'monitoring:wrong' })).toBe(401);
    expect(await ask(PORTS.prometheus, '/api/v1/query?query=up', { ca, auth })).toBe(200);
    const labels = '/loki/api/v1/labels';
    expect(await ask(PORTS.loki, labels, { ca })).toMatch(/CERTIFICATE_REQUIRED|ECONNRESET/);
    expect(await ask(PORTS.loki, labels, { ca, cert: tls('loki')['cert'], key: tls('loki')['key'] })).toMatch(
      /ALERT|ECONNRESET/,
    );
    expect(await ask(PORTS.loki, labels, { ca, ...client() })).toBe(200);
    await expect(fetch(`http://127.0.0.1:${PORTS.loki}${labels}`).then(({ status }) => status)).resolves.toBe(
      400,
    );
  });

  it('allows the stack itself: targets up, data sources healthy, logs ingested', async () => {
    await eventually(90, async () => {
      await healthy();
      for (const job of ['prometheus', 'loki', 'alloy', 'grafana']) {
        expect(await grafana().valuesOf('prometheus', `up{job="${job}"} == 1`), job).toBeGreaterThan(0);
      }
      expect(await grafana().valuesOf('loki', '{service_name=~".+"}')).toBeGreaterThan(0);
    });
  }, 120_000);

  it('changes nothing on a second up', async () => {
    const before = names();
    expect(await run('up')).toContain('Nothing to change.');
    expect(names()).toEqual(before);
  }, 900_000);

  it('gets a new Prometheus password after one key is changed, and replaces only Prometheus', async () => {
    const before = names();
    const old = `monitoring:${planted.texts.get('prometheus.auth.password')}`;
    await setSecrets([['prometheus.auth.password', planted.text('prometheus.auth.password')]]);
    printed.push(await run('pulumi', 'preview', '--diff'), await run('pulumi', 'preview', '--json'));
    await run('up');
    const replaced = names().filter((container) => !before.includes(container));
    expect(replaced.map((line) => line.split(' ')[0])).toEqual(['lm-closed-prometheus']);
    const { ca } = tls('prometheus');
    const auth = `monitoring:${planted.texts.get('prometheus.auth.password')}`;
    expect(await ask(PORTS.prometheus, '/api/v1/query?query=up', { ca, auth: old })).toBe(401);
    expect(await ask(PORTS.prometheus, '/api/v1/query?query=up', { ca, auth })).toBe(200);
    expect(await run('up')).toContain('Nothing to change.');
  }, 1_800_000);

  it('gets new certificates and passwords after their keys are changed, and uses them', async () => {
    const prometheus = planted.server('prometheus.tls.key', 'prometheus');
    const loki = planted.server('loki.tls.key', 'loki');
    const shown = planted.client('loki.tls.client.key');
    const before = client();
    Object.assign(tls('prometheus'), prometheus);
    Object.assign(tls('loki'), loki, { client: shown });
    await run(
      'pulumi',
      'config',
      'set-all',
      '--path',
      '--plaintext',
      `llm-monitoring:prometheus.tls.cert=${prometheus.cert}`,
      '--plaintext',
      `llm-monitoring:loki.tls.cert=${loki.cert}`,
      '--plaintext',
      `llm-monitoring:loki.tls.client.cert=${shown.cert}`,
    );
    await setSecrets([
      ['prometheus.tls.key', prometheus.key],
      ['loki.tls.key', loki.key],
      ['loki.tls.client.key', shown.key],
      ['grafana.adminPassword', planted.text('grafana.adminPassword')],
    ]);
    printed.push(await run('pulumi', 'preview', '--diff'), await run('pulumi', 'preview', '--json'));
    await run('up');
    await eventually(90, healthy);
    expect(before['cert']).not.toBe(client()['cert']);
    for (const server of ['prometheus', 'loki'] as const) {
      expect(await servedBy(PORTS[server], server, client())).toBe(fingerprint(tls(server)['cert']!));
    }
    expect(await run('up')).toContain('Nothing to change.');
  }, 1_800_000);

  it('prints no secrets, and stores none in plain text in its state and its stack file', async () => {
    await run('status');
    await run('preview');
    await run('pulumi', 'stack', 'output');
    await run('pulumi', 'stack', 'export', '--file', join(stack.folder, 'exported.json'));
    expect(planted.in(printed.join('\n'))).toEqual([]);
    const files = stack.stateFiles();
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter(({ text }) => planted.in(text).length > 0).map(({ path }) => path)).toEqual([]);
    expect(planted.in(readFileSync(stack.stackFile, 'utf8'))).toEqual([]);
  }, 900_000);

  it('renders no secrets', async () => {
    const out = join(stack.folder, 'rendered');
    const { code, printed: said } = await stack.script('cli/render.ts', '--stack', stack.name, '--out', out);
    expect(code, said).toBe(0);
    expect(said).toContain('Replace REPLACE_ME with secrets in:');
    const readable = stack.stateFiles().filter(({ text }) => planted.in(text).length > 0);
    expect(readable.map(({ path }) => path)).toEqual([]);
  }, 120_000);

  it("exposes none to users who can list containers, except Grafana's own password", () => {
    const ids = stack.list('ps', '--all', '--quiet');
    const objects = {
      containers: docker('inspect', ...ids),
      volumes: docker('volume', 'inspect', ...stack.list('volume', 'ls', '--quiet')),
      networks: docker('network', 'inspect', ...stack.list('network', 'ls', '--quiet')),
      logs: ids
        .map((id) => execFileSync('sh', ['-c', `docker logs ${id} 2>&1`], { encoding: 'utf8' }))
        .join(''),
    };
    const shown = Object.entries(objects).map(([what, text]) => [what, planted.in(text)]);
    expect(Object.fromEntries(shown)).toEqual({
      containers: ['grafana.adminPassword'],
      volumes: [],
      networks: [],
      logs: [],
    });
  });

  it('runs Grafana with every item of its hardening guide', async () => {
    const now = await grafana().call<Record<string, Record<string, string>>>('GET', '/api/admin/settings');
    const named = Object.entries(now).flatMap(([section, values]) =>
      Object.entries(values).map(([key, value]) => [variableOf(section, key), value] as const),
    );
    expect(Object.fromEntries(named)).toMatchObject(HARDENING);
    const { secret_key: key } = now['security']!;
    expect(key).toBe('*********');
    expect(await (await fetch(`http://127.0.0.1:${PORTS.grafana}/api/health`)).json()).not.toHaveProperty(
      'version',
    );
    expect((await fetch(`http://127.0.0.1:${PORTS.grafana}/api/search`)).status).toBe(401);
  });

  // Grafana stores these URLs in plain text; anyone who may read its contact points sees them.
  it('returns none of them through Grafana, except three webhook URLs', async () => {
    const answers = await Promise.all(
      ['/api/datasources', '/api/v1/provisioning/contact-points', '/api/admin/settings'].map((path) =>
        grafana().call('GET', path),
      ),
    );
    expect(planted.in(JSON.stringify(answers)).sort()).toEqual([
      'alerts.contactPoints[].oncall.url',
      'alerts.contactPoints[].teams.url',
      'alerts.contactPoints[].webhook.url',
    ]);
  });
});

/** Environment variable of a Grafana key (grafana docs `configure-grafana`, override with variables). */
const variableOf = (section: string, key: string) =>
  `GF_${section}_${key}`.replaceAll(/[.-]/g, '_').toUpperCase();
