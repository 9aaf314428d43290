import bcrypt from 'bcryptjs';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { bundle } from '../../../configs/bundle/index.ts';
import { dataSourceAccess } from '../../../configs/existing/index.ts';
import { prometheusConfig, prometheusFiles } from '../../../configs/prometheus/config.ts';
import { passwordHash } from '../../../configs/prometheus/web.ts';
import { prometheusService } from '../../../configs/services/prometheus.ts';
import { parseSettings, Secret } from '../../../configs/index.ts';
import { Authority } from '../../helpers/certificates.ts';

const authority = new Authority();
const other = authority.server('other');
// Hashing is slow by design.
vi.setConfig({ testTimeout: 60_000 });

const PASSWORD = 'planted-web-secret';
const auth = { username: 'monitoring', password: PASSWORD };
const tls = { ...authority.server('prometheus'), ca: authority.cert };
const settings = parseSettings({ prometheus: { auth, tls } });
// The password is hashed each time they are built.
const files = prometheusFiles(settings);
const fileOf = (path: string) => files.find((file) => file.path === path)!.content;

describe('the hash of the password', () => {
  it('matches the password, is stable between runs, and differs between stacks', () => {
    const hash = passwordHash(PASSWORD, 'one');
    expect(bcrypt.compareSync(PASSWORD, hash)).toBe(true);
    expect(bcrypt.compareSync('another', hash)).toBe(false);
    expect(passwordHash(PASSWORD, 'one')).toBe(hash);
    expect(passwordHash(PASSWORD, 'two')).not.toBe(hash);
    expect(passwordHash('another', 'one').slice(0, 29)).not.toBe(hash.slice(0, 29));
  });
});

describe('Prometheus with a password and TLS', () => {
  it('gets the hash and the certificate as secrets', () => {
    const web = fileOf('web/web.yml');
    expect(web).toBeInstanceOf(Secret);
    const { basic_auth_users, tls_server_config } = parse((web as Secret).reveal());
    expect(bcrypt.compareSync(PASSWORD, basic_auth_users.monitoring)).toBe(true);
    expect(tls_server_config).toMatchObject({
      cert_file: '/etc/prometheus/web/server.pem',
      key_file: '/etc/prometheus/web/server.key',
    });
    expect(fileOf('web/server.key')).toBeInstanceOf(Secret);
    expect(fileOf('secrets/prometheus')).toBeInstanceOf(Secret);
  });

  it('is accessed with them by its own scrape, its health check and Grafana', () => {
    const client = {
      basic_auth: { username: 'monitoring', password_file: '/etc/prometheus/secrets/prometheus' },
      tls_config: { ca_file: '/etc/prometheus/web/ca.pem', server_name: 'prometheus' },
    };
    const { scrape_configs } = parse(prometheusConfig(settings));
    expect(scrape_configs[0]).toMatchObject({ job_name: 'prometheus', scheme: 'https', ...client });
    expect(scrape_configs[1]).not.toHaveProperty('basic_auth');
    expect(parse(fileOf('web/client.yml') as string)).toEqual(client);
    const { healthCheck, command } = prometheusService(settings);
    expect(healthCheck?.test).toContain('--url=https://localhost:9090');
    expect(healthCheck?.test).toContain('--http.config.file=/etc/prometheus/web/client.yml');
    expect(command).toContain('--web.config.file=/etc/prometheus/web/web.yml');
    expect(dataSourceAccess(settings, 'prometheus')).toMatchObject({
      basicAuthUsername: 'monitoring',
      jsonData: { tlsAuthWithCACert: true },
      secureJsonData: { tlsCACert: tls.ca },
    });
    expect(dataSourceAccess(settings, 'loki')).toEqual(dataSourceAccess(parseSettings({}), 'loki'));
  });

  it('is the same in the rendered files', () => {
    const rendered = new Map(bundle(settings).map(({ path, text }) => [path, text]));
    expect(rendered.get('prometheus/web/web.yml')).toContain('basic_auth_users');
    const { datasources } = parse(rendered.get('grafana/provisioning/datasources/llm-monitoring.yaml')!);
    expect(datasources[0]).toMatchObject({ url: 'https://prometheus:9090', basicAuthUser: 'monitoring' });
    expect(rendered.get('compose.yaml')).toContain('--http.config.file=');
    expect(rendered.get('compose.yaml')).not.toContain(PASSWORD);
    expect(rendered.get('prometheus/prometheus.yml')).not.toContain(PASSWORD);
  });

  it('supports each of the two alone', () => {
    const one = parseSettings({ prometheus: { auth } });
    expect(prometheusService(one).healthCheck?.test).toContain('--url=http://localhost:9090');
    const two = parseSettings({ prometheus: { tls } });
    expect(dataSourceAccess(two, 'prometheus')).not.toHaveProperty('basicAuthUsername');
  });

  it('requires no credentials if neither is set', () => {
    const open = parseSettings({});
    expect(prometheusFiles(open).filter(({ path }) => path.startsWith('web/'))).toEqual([]);
    expect(prometheusService(open).command.join(' ')).not.toContain('web.config');
  });
});

describe('rejects an incomplete configuration', () => {
  it.each([
    [{ auth: { username: 'monitoring' } }, 'prometheus.auth.password: found'],
    [{ auth: { password: PASSWORD } }, 'prometheus.auth.username: found nothing'],
    [{ auth: { ...auth, username: 'a:b' } }, 'prometheus.auth.username: found "a:b"'],
    [{ auth: { ...auth, password: PASSWORD.repeat(5) } }, '1 to 72 bytes'],
    [{ tls: { cert: tls.cert, ca: tls.ca } }, 'prometheus.tls.key: found'],
    [{ tls: { ...tls, key: 'no key' } }, 'prometheus.tls.key: found'],
    [{ tls: { ...tls, cert: other.cert } }, 'the key of another certificate'],
    [{ tls: { ...tls, cert: other.cert } }, 'found a certificate for DNS:other'],
    [
      { tls: { ...tls, ca: '-----BEGIN CERTIFICATE-----\nx' } },
      'prometheus.tls.ca: found unreadable PEM text',
    ],
    [{ tls: { ...tls, ca: new Authority().cert } }, 'an authority that did not sign the certificate'],
    [{ auth, existing: { url: 'https://prometheus.example.com' } }, 'prometheus.existing.auth'],
  ])('%#', (prometheus, message) => {
    const refused = () => parseSettings({ prometheus });
    expect(refused).toThrow(message);
    expect(refused).not.toThrow(PASSWORD);
  });

  it('rejects a complete one on Kubernetes', () => {
    expect(() => parseSettings({ backend: 'kubernetes', prometheus: { auth } })).toThrow(
      'prometheus.auth: found a value, expected nothing on Kubernetes',
    );
  });
});
