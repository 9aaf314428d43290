import { expect, test } from 'vitest';
import { dataSourceAccess } from '../../../configs/existing/index.ts';
import { after, releases, secrets } from '../../../configs/kubernetes/index.ts';
import { Secret } from '../../../configs/index.ts';
import { encrypted, onKubernetes, staging } from './stacks.ts';
import { prometheusUrl } from '../../../configs/inventory/addresses.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Tree = any;

const specOf = (settings: typeof staging): Tree =>
  (releases(settings).find(({ part }) => part === 'prometheus')!.values as Tree).prometheus.prometheusSpec;

test('Prometheus serves with the certificate of a Secret', () => {
  const name = 'llm-monitoring-prometheus-tls';
  expect(specOf(encrypted).web).toEqual({
    tlsConfig: {
      cert: { secret: { name, key: 'tls.crt' } },
      keySecret: { name, key: 'tls.key' },
      minVersion: 'TLS12',
    },
  });
  const secret = secrets(encrypted).find(({ metadata }) => metadata.name === name)!;
  expect(Object.keys(secret.stringData!)).toEqual(['tls.crt', 'tls.key', 'ca.crt']);
  expect(secret.stringData!['tls.key']).toBeInstanceOf(Secret);
  expect(specOf(staging)).not.toHaveProperty('web');
});

test('Grafana and its own scrape use HTTPS and verify the certificate', () => {
  expect(prometheusUrl(encrypted)).toBe('https://llm-monitoring-prometheus.llm-monitoring.svc:9090');
  const { jsonData, secureJsonData } = dataSourceAccess(encrypted, 'prometheus');
  expect(jsonData).toEqual({ tlsAuthWithCACert: true, serverName: 'prometheus' });
  expect(Object.keys(secureJsonData)).toEqual(['tlsCACert']);
  const monitor = after(encrypted).find(
    ({ kind, metadata }) => kind === 'PodMonitor' && metadata.name === 'llm-monitoring-prometheus',
  );
  expect((monitor!.spec as Tree).podMetricsEndpoints[0]).toMatchObject({
    scheme: 'https',
    tlsConfig: {
      ca: { secret: { name: 'llm-monitoring-prometheus-tls', key: 'ca.crt' } },
      serverName: 'prometheus',
    },
  });
});

test('is rejected with Thanos Query in between', () => {
  const { tls } = encrypted.prometheus;
  const raw = { tls: { ...tls!, key: tls!.key.reveal() } };
  expect(() => onKubernetes({ prometheus: { replicas: 2 } }, { prometheus: raw })).toThrow(
    'prometheus.tls: found a value, expected nothing with 2 replicas of Prometheus',
  );
  const longTerm = { kind: 'thanos', url: 'https://w.example.com', queryUrl: 'https://r.example.com' };
  expect(() => onKubernetes({ prometheus: { replicas: 2, longTerm } }, { prometheus: raw })).not.toThrow();
});
