import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { OutputMap } from '@pulumi/pulumi/automation/index.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSettings } from '../../../configs/index.ts';
import { activeAlerts, alertSources, dataSourceEndpoint } from '../../../cli/status/alert-sources.ts';
import { Authority } from '../../helpers/certificates.ts';

const alert = { labels: { alertname: 'Down' }, state: 'firing', activeAt: '2026-11-25T12:00:00Z' };
const RULES = { data: { groups: [{ rules: [{ name: 'Down', health: 'ok', alerts: [alert] }] }] } };
const AUTHORITY = new Authority().cert;
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const outputs = (values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, { value, secret: false }]),
  ) as OutputMap;

describe('the servers that evaluate rules', () => {
  const out = outputs({
    grafanaUrl: 'http://127.0.0.1:3000',
    grafanaUser: 'admin',
    grafanaPassword: 'pw',
    prometheusUrl: 'http://127.0.0.1:9090',
  });

  it('are Grafana alone', () => {
    expect(alertSources(parseSettings({}), out)).toMatchObject([
      {
        name: 'Grafana',
        endpoint: { url: 'http://127.0.0.1:3000', authorization: basic('admin:pw') },
        path: '/api/prometheus/grafana/api/v1/rules?folder_uid=llm-serving',
      },
    ]);
  });

  it('are Prometheus too, if it has the rules over metrics', () => {
    const settings = parseSettings({
      alerts: { engine: 'prometheus', alertmanagers: ['am:9093'] },
      prometheus: { auth: { username: 'ann', password: 'secret' } },
    });
    expect(alertSources(settings, out)[1]).toMatchObject({
      name: 'Prometheus',
      endpoint: { url: 'http://127.0.0.1:9090', authorization: basic('ann:secret') },
      path: '/api/v1/rules?type=alert',
    });
  });

  it('are both asked through Grafana in a cluster, where nothing else is reachable', () => {
    const settings = parseSettings({
      backend: 'kubernetes',
      alerts: {
        engine: 'prometheus',
        contactPoints: [{ kind: 'webhook', name: 'hook', url: 'https://hooks.example.com' }],
      },
    });
    const [grafana, prometheus] = alertSources(settings, out);
    expect(prometheus).toEqual({
      name: 'Prometheus',
      endpoint: grafana!.endpoint,
      path: '/api/prometheus/prometheus/api/v1/rules',
    });
  });

  it('answer queries through the data source of Grafana', () => {
    const existing = { url: 'https://example.com/grafana/', auth: { bearer: 'token' } };
    const path = '/api/datasources/proxy/uid/prometheus';
    expect(dataSourceEndpoint(parseSettings({}), out)).toEqual({
      url: `http://127.0.0.1:3000${path}`,
      authorization: basic('admin:pw'),
    });
    expect(dataSourceEndpoint(parseSettings({ grafana: { existing } }), out)).toMatchObject({
      url: `https://example.com/grafana${path}`,
      authorization: 'Bearer token',
    });
  });

  it('are asked with the authority of a gateway with a private certificate', () => {
    const access = {
      ...{ kind: 'gateway', host: 'grafana.example.com', ca: AUTHORITY },
      ...{ gateway: 'web', gatewayNamespace: 'gateways' },
    };
    const settings = parseSettings({ backend: 'kubernetes', kubernetes: { grafana: { access } } });
    expect(alertSources(settings, out)[0]!.endpoint).toMatchObject({ ca: AUTHORITY });
  });

  it('may be external', () => {
    const settings = parseSettings({
      grafana: {
        existing: {
          url: 'https://g.example.com',
          auth: { bearer: 'token' },
          tls: { insecureSkipVerify: true },
        },
      },
    });
    expect(alertSources(settings, out)[0]!.endpoint).toEqual({
      url: 'https://g.example.com',
      authorization: 'Bearer token',
      insecureSkipVerify: true,
    });
  });
});

describe('alerts over the network', () => {
  const authority = new Authority();
  const { cert, key } = authority.server('localhost', 'prometheus');
  const servers: Server[] = [];
  const urls: Record<string, string> = {};

  const start = async (name: string, server: Server, scheme = 'http') => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    urls[name] = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const json: RequestListener = (request, response) => {
    const right =
      request.headers.authorization === basic('ann:secret') && request.url === '/api/v1/rules?type=alert';
    response.writeHead(right ? 200 : 401).end(JSON.stringify(RULES));
  };

  beforeAll(async () => {
    await start('plain', createHttp(json));
    await start('tls', createHttps({ cert, key }, json), 'https');
    await start(
      'html',
      createHttp((_, response) => response.end('<html>')),
    );
    await start(
      'other',
      createHttp((_, response) => response.end('{"data": {}}')),
    );
  });

  afterAll(() => servers.forEach((server) => server.close()));

  const ask = (prometheus: object, url: string) => {
    const settings = parseSettings({
      alerts: { engine: 'prometheus', alertmanagers: ['am:9093'] },
      prometheus,
    });
    return activeAlerts(alertSources(settings, outputs({ prometheusUrl: url }))[1]!);
  };
  const auth = { auth: { username: 'ann', password: 'secret' } };

  it('come over HTTP', async () => {
    const { alerts, problem } = await ask(auth, urls['plain']!);
    expect({ alerts, problem }).toMatchObject({
      alerts: [{ name: 'Down', state: 'firing' }],
      problem: undefined,
    });
  });

  it('come over HTTPS with an authority of its own and the name that Prometheus has', async () => {
    const tls = { tls: { cert, key, ca: authority.cert } };
    expect((await ask({ ...auth, ...tls }, urls['tls']!)).alerts).toHaveLength(1);
  });

  it.each([
    ['credentials are wrong', { auth: { username: 'ann', password: 'wrong' } }, 'plain', /^HTTP 401$/],
    ['the authority is unknown', auth, 'tls', /certificate/],
    ['it is another server', auth, 'html', /^the response is not JSON$/],
    ['the answer is of another shape', auth, 'other', /^unexpected content in the response$/],
  ])('are unknown if %s', async (_, prometheus, server, problem) => {
    const answer = await ask(prometheus, urls[server]!);
    expect(answer).toMatchObject({ alerts: [], problem: expect.stringMatching(problem) });
  });

  it('are unknown if there is no server', async () => {
    expect((await ask(auth, 'http://localhost:1')).problem).toMatch(/ECONNREFUSED/);
  });
});
