import { webServerName } from '../prometheus/web.ts';
import type { Settings } from '../settings/index.ts';
import type { Manifest } from './manifest.ts';
import { metadataOf } from './metadata.ts';
import { namesOf } from '../inventory/kubernetes.ts';

const CERT = 'tls.crt';
const KEY = 'tls.key';
const CA = 'ca.crt';

const keyOf = (settings: Settings) => (key: string) => ({ name: namesOf(settings).prometheusTls, key });

/** `spec.web` of the Prometheus resource. The operator configures probes, reloader and sidecar accordingly. */
export function webTls(settings: Settings) {
  if (!settings.prometheus.tls) return {};
  const key = keyOf(settings);
  return {
    web: { tlsConfig: { cert: { secret: key(CERT) }, keySecret: key(KEY), minVersion: 'TLS12' } },
  };
}

/** TLS settings of a monitor that scrapes the managed Prometheus at its pod address. */
export function tlsOfMonitor(settings: Settings) {
  if (!settings.prometheus.tls) return {};
  return {
    scheme: 'https',
    tlsConfig: { ca: { secret: keyOf(settings)(CA) }, serverName: webServerName },
  };
}

/** Certificate and key, and the CA for its clients. */
export function tlsSecrets(settings: Settings): Manifest[] {
  const { tls, existing } = settings.prometheus;
  if (!tls || existing) return [];
  return [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadataOf(settings, namesOf(settings).prometheusTls),
      stringData: { [CERT]: tls.cert, [KEY]: tls.key, [CA]: tls.ca },
    },
  ];
}
