import { EXPORTERS, wantedExporters } from '../inventory/exporters.ts';
import { lokiClient, lokiScheme } from '../loki/tls.ts';
import type { ConfigFile } from '../services/service.ts';
import type { Settings } from '../settings/index.ts';
import type { Target } from '../settings/targets.ts';
import { CONFIG_PATH } from './paths.ts';
import { webClient, webScheme } from './web.ts';

/** The keys of Prometheus' `scrape_config` that we use (prometheus/docs `configuration.md`). */
export interface ScrapeJob {
  readonly job_name: string;
  readonly scrape_interval?: string;
  readonly honor_labels?: boolean;
  readonly scheme?: string;
  readonly metrics_path?: string;
  readonly basic_auth?: { readonly username: string; readonly password_file: string };
  readonly authorization?: { readonly credentials_file: string };
  readonly tls_config?: Readonly<Record<string, string | boolean>>;
  readonly static_configs: readonly StaticConfig[];
  readonly metric_relabel_configs?: readonly RelabelRule[];
}

export interface StaticConfig {
  readonly targets: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

export interface RelabelRule {
  readonly action?: 'replace' | 'keep' | 'drop' | 'labelmap' | 'labeldrop';
  readonly source_labels?: readonly string[];
  readonly regex?: string;
  readonly target_label?: string;
  readonly replacement?: string;
}

/** The jobs for the stack's own servers, as far as they are ours. */
export function ownJobs(settings: Settings): ScrapeJob[] {
  const { prometheus, loki, grafana, logs } = settings;
  return [
    {
      ...job('prometheus', 'localhost:9090'),
      ...(prometheus.tls ? { scheme: webScheme(prometheus) } : {}),
      ...webClient(prometheus),
    },
    ...(loki.existing ? [] : [lokiJob(settings)]),
    ...(grafana.existing ? [] : [job('grafana', 'grafana:3000')]),
    ...(logs.enabled ? [job('alloy', 'alloy:12345')] : []),
    ...wantedExporters(settings).map((name) => {
      const { host, port } = EXPORTERS[name];
      return job(host, `${host}:${port}`);
    }),
  ];
}

/** Ours alone is asked here; with TLS it wants to see a certificate as everybody's. */
function lokiJob({ loki }: Settings): ScrapeJob {
  const client = lokiClient(loki, CONFIG_PATH);
  return {
    ...job('loki', 'loki:3100'),
    ...(client ? { scheme: lokiScheme(loki), tls_config: { ...client.tls } } : {}),
  };
}

function job(name: string, endpoint: string): ScrapeJob {
  return { job_name: name, static_configs: [{ targets: [endpoint] }] };
}

/**
 * The job for one configured target; of a vLLM server some series are dropped. Credentials are read from files, so that the
 * configuration holds none.
 */
export function targetJob(target: Settings['targets'][number], dropped: readonly RelabelRule[]): ScrapeJob {
  return {
    job_name: target.name,
    ...(target.interval === undefined ? {} : { scrape_interval: target.interval }),
    scheme: target.scheme,
    metrics_path: target.path,
    ...authOf(target),
    ...tlsOf(target),
    static_configs: [
      {
        targets: [...target.endpoints],
        ...(Object.keys(target.labels).length > 0 ? { labels: target.labels } : {}),
      },
    ],
    ...(target.kind === 'vllm' ? { metric_relabel_configs: dropped } : {}),
  };
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
      ...(tls.serverName === undefined ? {} : { server_name: tls.serverName }),
      ...(tls.insecureSkipVerify ? { insecure_skip_verify: true } : {}),
    },
  };
}

/** The files that the jobs of the targets refer to. */
export function targetFiles(targets: readonly Settings['targets'][number][]): ConfigFile[] {
  return targets.flatMap(({ name, auth, tls }) => [
    ...(auth ? [{ path: secretPath(name), content: auth.basic?.password ?? auth.bearer! }] : []),
    ...(tls?.ca === undefined ? [] : [{ path: caPath(name), content: tls.ca }]),
  ]);
}

const inConfig = (path: string) => `${CONFIG_PATH}/${path}`;
const secretPath = (target: Target['name']) => `secrets/${target}`;
const caPath = (target: Target['name']) => `tls/${target}.pem`;
