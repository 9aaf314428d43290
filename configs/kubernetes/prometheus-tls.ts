import { webServerName } from '../prometheus/web.ts';
import type { Settings } from '../settings/index.ts';
import type { Manifest } from './manifest.ts';
import { metadataOf } from './metadata.ts';
import { namesOf } from '../inventory/kubernetes.ts';

const CERT = 'tls.crt';
const KEY = 'tls.key';
const CA = 'ca.crt';

const keyOf = (settings: Settings) => (key: string) => ({ name: namesOf(settings).prometheusTls, key });

/** `spec.web` of the Prometheus resource. Probes, reloader and sidecar follow it by themselves: the operator sees to that. */
export function webTls(settings: Settings) {
  if (!settings.prometheus.tls) return {};
  const key = keyOf(settings);
  return {
    web: { tlsConfig: { cert: { secret: key(CERT) }, keySecret: key(KEY), minVersion: 'TLS12' } },
  };
}

/** How a monitor asks our Prometheus, at the address of its pod. */
export function tlsOfMonitor(settings: Settings) {
  if (!settings.prometheus.tls) return {};
  return {
    scheme: 'https',
    tlsConfig: { ca: { secret: keyOf(settings)(CA) }, serverName: webServerName },
  };
}

/** Certificate and key, and the authority for whoever asks. */
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
