import { describe, expect, test } from 'vitest';
import { dataSourceAccess } from '../../../configs/existing/index.ts';
import { parseSettings } from '../../../configs/index.ts';

const NOTHING = { jsonData: {}, secureJsonData: {} };
const shown = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('managed servers without authentication need no access settings', () => {
  expect(dataSourceAccess(parseSettings({}), 'prometheus')).toEqual(NOTHING);
  expect(dataSourceAccess(parseSettings({}), 'loki')).toEqual(NOTHING);
});

describe('an external server', () => {
  const url = 'https://metrics.example.com';

  test('with user and password', () => {
    const auth = { basic: { username: 'reader', password: 'p' } };
    const settings = parseSettings({ prometheus: { existing: { url, auth } } });
    const access = dataSourceAccess(settings, 'prometheus');
    expect(access.basicAuthUsername).toBe('reader');
    expect(shown(access.secureJsonData)).toEqual({ basicAuthPassword: '[secret]' });
  });

  test('with a token, a tenant and a CA of its own', () => {
    const ca = '-----BEGIN CERTIFICATE-----\nMII\n';
    const tls = { ca, serverName: 'loki.internal', insecureSkipVerify: false };
    const settings = parseSettings({
      logs: { tenant: 'llm' },
      loki: { existing: { url, auth: { bearer: 'token' }, tls } },
    });
    const access = dataSourceAccess(settings, 'loki');
    expect(access.jsonData).toEqual({
      httpHeaderName1: 'X-Scope-OrgID',
      httpHeaderName2: 'Authorization',
      tlsAuthWithCACert: true,
      serverName: 'loki.internal',
    });
    expect(shown(access.secureJsonData)).toEqual({
      httpHeaderValue1: 'llm',
      httpHeaderValue2: '[secret]',
      tlsCACert: ca,
    });
    const header = access.secureJsonData['httpHeaderValue2'];
    expect(typeof header === 'object' && header.reveal()).toBe('Bearer token');
  });
});

describe('a long-term store behind a managed Prometheus', () => {
  const longTerm = { kind: 'mimir', url: 'https://m/push', queryUrl: 'https://m', tenant: 'llm' };

  test('is queried with its tenant and flavor', () => {
    const settings = parseSettings({ backend: 'kubernetes', kubernetes: { prometheus: { longTerm } } });
    expect(dataSourceAccess(settings, 'prometheus')).toEqual({
      jsonData: { httpHeaderName1: 'X-Scope-OrgID', prometheusType: 'Mimir' },
      secureJsonData: { httpHeaderValue1: 'llm' },
    });
  });

  test('does not apply to Docker', () => {
    const settings = parseSettings({ kubernetes: { prometheus: { longTerm } } });
    expect(dataSourceAccess(settings, 'prometheus')).toEqual(NOTHING);
  });

  test('is queried with SigV4-signed requests on Amazon Managed Service for Prometheus', () => {
    const amp = {
      kind: 'amp',
      region: 'eu-central-1',
      workspaceId: 'ws-1',
      roleArn: 'arn:aws:iam::1:role/r',
    };
    const settings = parseSettings({ backend: 'kubernetes', kubernetes: { prometheus: { longTerm: amp } } });
    expect(dataSourceAccess(settings, 'prometheus').jsonData).toEqual({
      sigV4Auth: true,
      sigV4AuthType: 'default',
      sigV4Region: 'eu-central-1',
      sigV4AssumeRoleArn: 'arn:aws:iam::1:role/r',
    });
  });
});
