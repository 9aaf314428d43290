import { grafanaPath, schemeOf } from '../inventory/addresses.ts';
import { scrapedAt } from '../inventory/gateways.ts';
import { managedParts } from '../inventory/managed.ts';
import { lokiClient } from '../loki/tls.ts';
import type { Settings } from '../settings/index.ts';
import type { Target } from '../settings/targets.ts';
import { partOf, type PartName, PARTS } from '../stack/parts.ts';
import type { ConfigFile } from '../text/config-file.ts';
import { CONFIG_PATH } from './paths.ts';
import type { RelabelRule, ScrapeJob } from './scrape-job.ts';
import { webClient } from './web.ts';
import { defined } from '../text/defined.ts';

/** Additional job settings of a part besides its address. */
const DETAILS: Readonly<Partial<Record<PartName, (settings: Settings) => Partial<ScrapeJob>>>> = {
  prometheus: ({ prometheus }) => ({
    // Prometheus scrapes itself over loopback.
    static_configs: [{ targets: [`localhost:${PARTS.prometheus.docker.port}`] }],
    ...(prometheus.tls ? { scheme: schemeOf(prometheus) } : {}),
    ...webClient(prometheus),
  }),
  grafana: ({ grafana }) => {
    const path = grafanaPath(grafana.rootUrl);
    return path === '' ? {} : { metrics_path: `${path}/metrics` };
  },
  // Only a managed Prometheus; with mTLS, it requires a client certificate from every client including itself.
  loki: ({ loki }) => {
    const client = lokiClient(loki, CONFIG_PATH);
    return client ? { scheme: schemeOf(loki), tls_config: { ...client.tls } } : {};
  },
};

/** Scrape jobs of the stack's servers and exporters. */
export function partJobs(settings: Settings): ScrapeJob[] {
  return managedParts(settings).flatMap((name) => {
    const { job, docker } = partOf(name);
    if (job === undefined || docker === undefined) return [];
    return [
      {
        job_name: job,
        static_configs: [{ targets: [`${docker.host}:${docker.port}`] }],
        ...DETAILS[name]?.(settings),
      },
    ];
  });
}

/**
 * Scrape job of a configured target. Credentials are read from files, so that the configuration contains none.
 */
export function targetJob(target: Settings['targets'][number], dropped: readonly RelabelRule[]): ScrapeJob {
  const { path, endpoints } = scrapedAt(target);
  return {
    job_name: target.name,
    ...defined({ scrape_interval: target.interval }),
    scheme: target.scheme,
    metrics_path: path,
    ...paramsOf(target),
    fallback_scrape_protocol: target.fallbackScrapeProtocol,
    ...authOf(target),
    ...tlsOf(target),
    static_configs: [
      {
        targets: [...endpoints],
        ...(Object.keys(target.labels).length > 0 ? { labels: target.labels } : {}),
      },
    ],
    ...(dropped.length > 0 ? { metric_relabel_configs: dropped } : {}),
  };
}

/** The query of a scrape, as Prometheus and the operator take it: every parameter has a list. */
export function paramsOf({ params }: Pick<Settings['targets'][number], 'params'>) {
  const entries = Object.entries(params).map(([name, value]) => [name, [value].flat()] as const);
  return entries.length > 0 ? { params: Object.fromEntries(entries) } : {};
}

function authOf({ name, auth }: Settings['targets'][number]): Partial<ScrapeJob> {
  if (auth?.basic) {
    return { basic_auth: { username: auth.basic.username, password_file: inConfig(secretPath(name)) } };
  }
  return auth?.bearer ? { authorization: { credentials_file: inConfig(secretPath(name)) } } : {};
}

function tlsOf({ name, tls }: Settings['targets'][number]): Partial<ScrapeJob> {
  if (!tls) return {};
  return {
    tls_config: {
      ...(tls.ca === undefined ? {} : { ca_file: inConfig(caPath(name)) }),
      ...defined({ server_name: tls.serverName }),
      ...(tls.insecureSkipVerify ? { insecure_skip_verify: true } : {}),
    },
  };
}

/** The credential files that the target jobs refer to. */
export function targetFiles(targets: readonly Settings['targets'][number][]): ConfigFile[] {
  return targets.flatMap(({ name, auth, tls }) => [
    ...(auth ? [{ path: secretPath(name), content: auth.basic?.password ?? auth.bearer! }] : []),
    ...(tls?.ca === undefined ? [] : [{ path: caPath(name), content: tls.ca }]),
  ]);
}

const inConfig = (path: string) => `${CONFIG_PATH}/${path}`;
const secretPath = (target: Target['name']) => `secrets/${target}`;
const caPath = (target: Target['name']) => `tls/${target}.pem`;
