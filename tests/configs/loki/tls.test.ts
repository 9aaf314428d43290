import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bundle } from '../../../configs/bundle/index.ts';
import { dataSourceAccess } from '../../../configs/existing/index.ts';
import { alloyFiles } from '../../../configs/collector/index.ts';
import { prometheusFiles } from '../../../configs/prometheus/config.ts';
import { serverUrls } from '../../../configs/inventory/addresses.ts';
import type { ConfigFile } from '../../../configs/text/config-file.ts';
import { lokiService } from '../../../configs/services/loki.ts';
import { parseSettings, Secret } from '../../../configs/index.ts';
import { Authority } from '../../helpers/certificates.ts';

const authority = new Authority();
const clients = new Authority('clients');
const client = { ...clients.client('stack'), ca: clients.cert };
const tls = { ...authority.server('loki', 'localhost'), ca: authority.cert };
const settings = parseSettings({ loki: { tls: { ...tls, client } } });
const open = parseSettings({});

const contentOf = (files: readonly ConfigFile[], path: string) =>
  files.find((file) => file.path === path)?.content;
const lokiConfigOf = (of: typeof settings) =>
  parse(contentOf(lokiService(of).config!.files, 'config.yml') as string);

describe('Loki with mTLS', () => {
  it('has its own files, the key as a secret, and requires a client certificate', () => {
    const { config, command, healthCheck } = lokiService(settings);
    expect(lokiConfigOf(settings)).toMatchObject({
      server: {
        tls_min_version: 'VersionTLS12',
        http_tls_config: {
          cert_file: '/etc/loki/tls/server.pem',
          key_file: '/etc/loki/tls/server.key',
          client_ca_file: '/etc/loki/tls/client-ca.pem',
        },
      },
    });
    expect(command).toContain('-server.http-tls-client-auth=RequireAndVerifyClientCert');
    expect(contentOf(config!.files, 'tls/server.pem')).toBe(tls.cert);
    expect(contentOf(config!.files, 'tls/client-ca.pem')).toBe(clients.cert);
    expect(contentOf(config!.files, 'tls/server.key')).toBeInstanceOf(Secret);
    expect(healthCheck?.test).toContain('-health.url=http://127.0.0.1:3101/ready');
  });

  it('listens without one only on loopback', () => {
    const { server, internal_server } = lokiConfigOf(settings);
    expect(server.grpc_listen_address).toBe('127.0.0.1');
    expect(internal_server).toMatchObject({
      http_listen_address: '127.0.0.1',
      grpc_listen_address: '127.0.0.1',
    });
  });

  it('is scraped by Prometheus with a client certificate', () => {
    const files = prometheusFiles(settings);
    const { scrape_configs } = parse(contentOf(files, 'prometheus.yml') as string);
    expect(scrape_configs[1]).toMatchObject({
      job_name: 'loki',
      scheme: 'https',
      tls_config: {
        ca_file: '/etc/prometheus/loki-tls/ca.pem',
        cert_file: '/etc/prometheus/loki-tls/client.pem',
        key_file: '/etc/prometheus/loki-tls/client.key',
        server_name: 'loki',
      },
    });
    expect(scrape_configs[0]).not.toHaveProperty('tls_config');
    expect(contentOf(files, 'loki-tls/client.pem')).toBe(client.cert);
    expect(contentOf(files, 'loki-tls/client.key')).toBeInstanceOf(Secret);
  });

  it('is written to by Alloy with a client certificate', () => {
    const files = alloyFiles(settings);
    const text = contentOf(files, 'config.alloy') as string;
    expect(text).toContain('"https://loki:3100/loki/api/v1/push"');
    expect(text).toMatch(/key_file\s+= "\/etc\/alloy\/loki-tls\/client\.key"/);
    expect(contentOf(files, 'loki-tls/ca.pem')).toBe(tls.ca);
    expect(contentOf(files, 'loki-tls/client.key')).toBeInstanceOf(Secret);
  });

  it('is queried by Grafana with a client certificate', () => {
    expect(serverUrls(settings).loki).toBe('https://loki:3100');
    const { jsonData, secureJsonData } = dataSourceAccess(settings, 'loki');
    expect(jsonData).toMatchObject({ tlsAuth: true, tlsAuthWithCACert: true });
    expect(secureJsonData).toMatchObject({ tlsCACert: tls.ca, tlsClientCert: client.cert });
    expect(secureJsonData['tlsClientKey']).toBeInstanceOf(Secret);
    expect(dataSourceAccess(settings, 'prometheus')).toEqual(dataSourceAccess(open, 'prometheus'));
  });

  it('is the same in the rendered files, with no key in compose.yaml', () => {
    const files = new Map(bundle(settings).map(({ path, text }) => [path, text]));
    expect(files.get('compose.yaml')).toContain('RequireAndVerifyClientCert');
    expect(files.get('compose.yaml')).not.toContain('PRIVATE KEY');
    expect(files.get('alloy/loki-tls/client.key')).toBe(client.key);
  });
});

it('also supports HTTPS without client certificates', () => {
  const https = parseSettings({ loki: { tls } });
  expect(lokiService(https).command.join(' ')).not.toContain('client-auth');
  expect(lokiConfigOf(https).server.http_tls_config).not.toHaveProperty('client_ca_file');
  expect(alloyFiles(https).map(({ path }) => path)).toEqual(['config.alloy', 'loki-tls/ca.pem']);
  expect(dataSourceAccess(https, 'loki').jsonData).not.toHaveProperty('tlsAuth');
});

it('requires no certificate by default', () => {
  expect(lokiConfigOf(open)).not.toHaveProperty('internal_server');
  expect(lokiService(open).command).toEqual(['-config.file=/etc/loki/config.yml']);
});

describe('rejects invalid TLS settings', () => {
  it.each([
    [{ tls: { ...tls, key: client.key } }, 'loki.tls.key: found the key of another certificate'],
    [{ tls: { ...tls, ...authority.server('prometheus') } }, 'found a certificate for DNS:prometheus'],
    [{ tls: { ...tls, ca: clients.cert } }, 'loki.tls.ca: found an authority that did not sign'],
    [
      { tls: { ...tls, client: { ...client, ca: authority.cert } } },
      'loki.tls.client.ca: found an authority',
    ],
    [{ tls: { ...tls, client: { ...client, key: tls.key } } }, 'loki.tls.client.key: found the key of'],
    [
      { tls: { ...tls, client: { ...clients.server('stack'), ca: clients.cert } } },
      'loki.tls.client.cert: found a certificate that is not for clients',
    ],
    [
      { tls: { ...tls, client: { cert: client.cert, key: client.key } } },
      'loki.tls.client.ca: found nothing',
    ],
    [{ tls, existing: { url: 'https://loki.example.com' } }, 'loki.existing.tls'],
  ])('%#', (loki, message) => {
    const refused = () => parseSettings({ loki });
    expect(refused).toThrow(message);
    expect(refused).not.toThrow('PRIVATE KEY');
  });

  it('rejects all of them on Kubernetes', () => {
    expect(() => parseSettings({ backend: 'kubernetes', loki: { tls } })).toThrow(
      'loki.tls: found a value, expected nothing on Kubernetes',
    );
  });
});

it('accepts a certificate followed by its intermediate', () => {
  const root = new Authority('root');
  const between = root.authority('between');
  const server = between.server('loki');
  const chain = { ...server, cert: server.cert + between.cert };
  expect(() => parseSettings({ loki: { tls: { ...chain, ca: root.cert } } })).not.toThrow();
  expect(() => parseSettings({ loki: { tls: { ...server, ca: root.cert } } })).toThrow('loki.tls.ca');
});
