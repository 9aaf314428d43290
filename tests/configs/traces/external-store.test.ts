import { describe, expect, it } from 'vitest';
import { alloyFiles } from '../../../configs/collector/index.ts';
import { Secret } from '../../../configs/text/secret.ts';
import { serviceOf, settings, text } from './stack.ts';

describe('an external trace store', () => {
  const existing = {
    otlpUrl: 'https://otlp.example.com/',
    tenant: 'llm',
    auth: { bearer: 'token-of-traces' },
    tls: { ca: '-----BEGIN CERTIFICATE-----\nx', serverName: 'otlp' },
  };

  it('replaces Tempo, and gets credentials from files', () => {
    expect(serviceOf('tempo', { existing })).toBeUndefined();
    const config = text({ existing });
    expect(config).toContain('endpoint = "https://otlp.example.com"');
    expect(config).toContain('"X-Scope-OrgID" = "llm"');
    expect(config).toContain('auth     = otelcol.auth.bearer.traces.handler');
    expect(config).not.toContain('token-of-traces');
    const files = alloyFiles(settings({ existing }));
    expect(files.find(({ path }) => path === 'traces-token')?.content).toBeInstanceOf(Secret);
    expect(files.map(({ path }) => path)).toContain('traces-ca.pem');
  });

  it('receives headers, whose values are in files too', () => {
    const headers = { 'x-honeycomb-team': 'key-of-traces', 'api-key': 'another-key' };
    const config = text({ existing: { ...existing, headers } });
    expect(config).toContain('filename  = "/etc/alloy/traces-header-x-honeycomb-team"');
    expect(config).toContain('"x-honeycomb-team" = convert.nonsensitive(local.file.traces_header_0.content)');
    expect(config).toContain('"X-Scope-OrgID"    = "llm"');
    expect(config).not.toMatch(/key-of-traces|another-key/);
    const files = alloyFiles(settings({ existing: { otlpUrl: existing.otlpUrl, headers } }));
    expect(files.filter(({ content }) => content instanceof Secret).map(({ path }) => path)).toEqual([
      'traces-header-x-honeycomb-team',
      'traces-header-api-key',
    ]);
    expect(() => settings({ existing: { ...existing, headers: { Authorization: 'Bearer x' } } })).toThrow(
      /traces\.existing\.headers/,
    );
  });

  it('receives the credentials of its kind', () => {
    const auth = { basic: { username: 'llm', password: 'password-of-traces' } };
    const config = text({ existing: { ...existing, auth } });
    expect(config).toContain('auth     = otelcol.auth.basic.traces.handler');
    expect(config).toContain('filename  = "/etc/alloy/traces-password"');
    const files = alloyFiles(settings({ existing: { ...existing, auth } }));
    expect(files.filter(({ content }) => content instanceof Secret).map(({ path }) => path)).toEqual([
      'traces-password',
    ]);
  });
});
