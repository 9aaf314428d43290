import type { Settings } from '../settings/index.ts';
import { credentialsSecret } from './credentials-secret.ts';
import type { Manifest } from './manifest.ts';
import { namesOf } from '../inventory/kubernetes.ts';
import { defined } from '../text/defined.ts';

type LongTerm = NonNullable<Settings['kubernetes']['prometheus']['longTerm']>;

/**
 * The label that distinguishes Prometheus replicas, which the store uses for deduplication. VictoriaMetrics deduplicates only
 * series with equal labels, so the label is dropped there. Sources: mimir
 * `docs/sources/mimir/configure/configure-high-availability-deduplication.md`, AMP user guide "Deduplicating high availability
 * metrics", VictoriaMetrics `docs/README.md` "Deduplication".
 */
export function replicaLabel(longTerm: LongTerm | undefined) {
  switch (longTerm?.kind) {
    case 'mimir':
    case 'grafana-cloud':
    case 'amp':
      return { replicaExternalLabelName: '__replica__' };
    case 'victoriametrics':
      return { replicaExternalLabelNameClear: true, prometheusExternalLabelNameClear: true };
    default:
      return { replicaExternalLabelName: 'prometheus_replica' };
  }
}

/** `remoteWrite` entries of the Prometheus resource. */
export function remoteWrite(settings: Settings): Record<string, unknown>[] {
  const { longTerm } = settings.kubernetes.prometheus;
  if (!longTerm) return [];
  const shared = {
    name: longTerm.kind,
    queueConfig: { capacity: 10_000, maxSamplesPerSend: 2000, sampleAgeLimit: '2h' },
  };
  if (longTerm.kind === 'amp') {
    const { region, workspaceId, roleArn } = longTerm;
    return [
      {
        ...shared,
        url: `https://aps-workspaces.${region}.amazonaws.com/workspaces/${workspaceId}/api/v1/remote_write`,
        sigv4: { region, ...defined({ roleArn }) },
      },
    ];
  }
  const { longTerm: secret } = namesOf(settings);
  const key = (name: string) => ({ name: secret, key: name });
  const { url, tenant, auth, tls } = longTerm;
  return [
    {
      ...shared,
      url,
      ...(tenant === undefined ? {} : { headers: { 'X-Scope-OrgID': tenant } }),
      ...(auth?.basic ? { basicAuth: { username: key('username'), password: key('password') } } : {}),
      ...(auth?.bearer ? { authorization: { type: 'Bearer', credentials: key('token') } } : {}),
      ...(tls
        ? {
            tlsConfig: {
              ...(tls.ca === undefined ? {} : { ca: { secret: key('ca.crt') } }),
              ...defined({ serverName: tls.serverName }),
              insecureSkipVerify: tls.insecureSkipVerify,
            },
          }
        : {}),
    },
  ];
}

/** The credentials that {@link remoteWrite} refers to. */
export function longTermSecrets(settings: Settings): Manifest[] {
  const { longTerm } = settings.kubernetes.prometheus;
  if (settings.prometheus.existing || !longTerm || longTerm.kind === 'amp') return [];
  return credentialsSecret(settings, namesOf(settings).longTerm, longTerm);
}
