import { webServerName } from '../prometheus/web.ts';
import type { SourceUrls } from '../inventory/addresses.ts';
import type { Secret, Settings } from '../settings/index.ts';
import { defined } from '../text/defined.ts';

/** Settings of a data source besides its URL, in the format of Grafana's API (`/api/datasources`). */
export interface DataSourceAccess {
  readonly basicAuthUsername?: string;
  readonly jsonData: Readonly<Record<string, unknown>>;
  readonly secureJsonData: Readonly<Record<string, string | Secret>>;
}

type Existing = NonNullable<Settings['prometheus']['existing']>;
type OwnTls = NonNullable<Settings['loki']['tls']>;
type LongTerm = NonNullable<Settings['kubernetes']['prometheus']['longTerm']>;

interface Server {
  readonly auth?:
    Existing['auth'] | { readonly basic: Settings['prometheus']['auth']; readonly bearer?: undefined };
  readonly tls?: (Partial<NonNullable<Existing['tls']>> & Pick<OwnTls, 'client'>) | undefined;
  readonly tenant?: string | undefined;
}

/** Access of Grafana to the server of a data source: managed, external, or the long-term store behind a managed Prometheus. */
export function dataSourceAccess(settings: Settings, uid: keyof SourceUrls): DataSourceAccess {
  if (uid === 'alertmanager') return accessTo({});
  if (uid === 'tempo') return accessTo(settings.traces.existing ?? {});
  if (uid === 'loki') {
    const { existing, tls } = settings.loki;
    return accessTo({ ...(existing ?? { tls }), tenant: settings.logs.tenant });
  }
  if (settings.prometheus.existing) return accessTo(settings.prometheus.existing);
  const { longTerm } = settings.kubernetes.prometheus;
  if (settings.backend !== 'kubernetes' || !longTerm) return accessTo(own(settings));
  if (longTerm.kind === 'amp') return sigV4(longTerm);
  const access = accessTo(longTerm);
  const prometheusType = TYPES[longTerm.kind];
  return { ...access, jsonData: { ...access.jsonData, ...(prometheusType ? { prometheusType } : {}) } };
}

/** A managed Prometheus with TLS or authentication. */
const own = ({ backend, prometheus: { auth, tls } }: Settings): Server => ({
  ...(auth ? { auth: { basic: auth } } : {}),
  // In a cluster the address contains the namespace, which the certificate does not have to name.
  ...(tls ? { tls: { ca: tls.ca, ...(backend === 'kubernetes' ? { serverName: webServerName } : {}) } } : {}),
});

/** Tells Grafana the Prometheus flavor, so that it uses features beyond plain Prometheus. */
const TYPES: Readonly<Partial<Record<LongTerm['kind'], string>>> = {
  mimir: 'Mimir',
  'grafana-cloud': 'Mimir',
  thanos: 'Thanos',
};

function accessTo({ auth, tls, tenant }: Server): DataSourceAccess {
  const headers: [name: string, value: string | Secret][] = [
    ...(tenant === undefined ? [] : [['X-Scope-OrgID', tenant] satisfies [string, string]]),
    ...(auth?.bearer
      ? [['Authorization', auth.bearer.map((token) => `Bearer ${token}`)] as [string, Secret]]
      : []),
  ];
  return {
    ...(auth?.basic ? { basicAuthUsername: auth.basic.username } : {}),
    jsonData: {
      ...Object.fromEntries(headers.map(([name], index) => [`httpHeaderName${index + 1}`, name])),
      ...(tls?.ca === undefined ? {} : { tlsAuthWithCACert: true }),
      ...(tls?.client ? { tlsAuth: true } : {}),
      ...defined({ serverName: tls?.serverName }),
      ...(tls?.insecureSkipVerify ? { tlsSkipVerify: true } : {}),
    },
    secureJsonData: {
      ...(auth?.basic ? { basicAuthPassword: auth.basic.password } : {}),
      ...Object.fromEntries(headers.map(([, value], index) => [`httpHeaderValue${index + 1}`, value])),
      ...defined({ tlsCACert: tls?.ca }),
      ...(tls?.client ? { tlsClientCert: tls.client.cert, tlsClientKey: tls.client.key } : {}),
    },
  };
}

/** Requests are signed with the identity of Grafana's pods (SigV4). */
function sigV4({ region, roleArn }: Extract<LongTerm, { kind: 'amp' }>): DataSourceAccess {
  return {
    jsonData: {
      sigV4Auth: true,
      sigV4AuthType: 'default',
      sigV4Region: region,
      ...defined({ sigV4AssumeRoleArn: roleArn }),
    },
    secureJsonData: {},
  };
}
