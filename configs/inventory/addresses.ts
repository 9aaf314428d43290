import { externalAlertmanagers } from '../settings/own-alertmanager.ts';
import type { Settings } from '../settings/index.ts';
import { type DockerPart, type KubernetesPart, OTLP, PARTS } from '../stack/parts.ts';
import { defined } from '../text/defined.ts';
import { isManaged } from './managed.ts';
import { namesOf, namespaceOf } from './kubernetes.ts';

/** Protocol of a managed server: HTTPS if it has a certificate. */
export const schemeOf = ({ tls }: { readonly tls?: object | undefined }): 'http' | 'https' =>
  tls ? 'https' : 'http';

/** `host:port` on the stack's Docker network. */
export const endpointOf = (part: DockerPart): string =>
  `${PARTS[part].docker.host}:${PARTS[part].docker.port}`;

const inCluster = (settings: Settings, service: string, port: number, scheme = 'http') =>
  `${scheme}://${service}.${namespaceOf(settings)}.svc:${port}`;

const ofPart = (settings: Settings, part: KubernetesPart, scheme?: string) =>
  inCluster(settings, namesOf(settings)[part], PARTS[part].kubernetes.port, scheme);

/** URL of a managed server, from its neighbours. */
const ownUrl = (settings: Settings, part: DockerPart & KubernetesPart, scheme = 'http'): string =>
  settings.backend === 'docker' ? `${scheme}://${endpointOf(part)}` : ofPart(settings, part, scheme);

/** URL to which the collector pushes logs and where Grafana queries them. */
export function lokiUrl(settings: Settings): string {
  const { backend, loki, kubernetes } = settings;
  if (loki.existing) return loki.existing.url;
  if (backend === 'docker') return `${schemeOf(loki)}://${endpointOf('loki')}`;
  return kubernetes.loki.mode === 'distributed'
    ? inCluster(settings, `${namesOf(settings).loki}-gateway`, 80)
    : ofPart(settings, 'loki');
}

/** URL to which Tempo writes metrics of spans: a managed Prometheus itself, not what answers queries for several. */
export const remoteWriteUrl = (settings: Settings): string =>
  `${ownUrl(settings, 'prometheus', schemeOf(settings.prometheus))}/api/v1/write`;

/** URL where Grafana queries metrics. */
export function prometheusUrl(settings: Settings): string {
  const { backend, prometheus, kubernetes } = settings;
  const { longTerm } = kubernetes.prometheus;
  if (prometheus.existing) return prometheus.existing.url;
  if (backend === 'docker') return `${schemeOf(prometheus)}://${endpointOf('prometheus')}`;
  if (longTerm?.kind === 'amp') {
    return `https://aps-workspaces.${longTerm.region}.amazonaws.com/workspaces/${longTerm.workspaceId}`;
  }
  if (longTerm) return longTerm.queryUrl;
  return isManaged(settings, 'thanos')
    ? ofPart(settings, 'thanos')
    : ofPart(settings, 'prometheus', schemeOf(prometheus));
}

/** URL where Grafana queries traces; undefined without a Tempo. */
function tempoUrl(settings: Settings): string | undefined {
  const { enabled, existing } = settings.traces;
  if (!enabled) return undefined;
  return existing ? existing.url : ownUrl(settings, 'tempo');
}

/** URL where Grafana queries alerts of Prometheus and creates silences; external Alertmanagers share both, so the first is enough. */
export function alertmanagerUrl(settings: Settings): string | undefined {
  const [external] = externalAlertmanagers(settings);
  if (external !== undefined) return `http://${external}`;
  return isManaged(settings, 'alertmanager') ? ofPart(settings, 'alertmanager') : undefined;
}

/** Base URL of OTLP over HTTP of a managed server. */
const otlpOf = (settings: Settings, part: 'alloy' | 'tempo'): string =>
  settings.backend === 'docker'
    ? `http://${PARTS[part].docker.host}:${OTLP.http}`
    : inCluster(settings, namesOf(settings)[part], OTLP.http);

/** Base URL of OTLP over HTTP, to which the collector sends spans. */
export function otlpUrl(settings: Settings): string {
  const { existing } = settings.traces;
  return existing ? existing.otlpUrl.replace(/\/+$/, '') : otlpOf(settings, 'tempo');
}

/** URL of OTLP over HTTP of the collector, to which applications beside the stack send spans; undefined without traces. */
export const spansUrl = (settings: Settings): string | undefined =>
  settings.traces.enabled ? `${otlpOf(settings, 'alloy')}/v1/traces` : undefined;

/** URLs of servers, by the UIDs of their data sources. */
export interface SourceUrls {
  readonly prometheus: string;
  readonly loki: string;
  /** Absent if traces are disabled. */
  readonly tempo?: string;
  /** Absent if Grafana evaluates all alerts. */
  readonly alertmanager?: string;
}

/** URLs of servers that users open, and programs on their machine. */
export interface UserUrls extends Pick<SourceUrls, 'prometheus' | 'loki'> {
  readonly grafana: string;
}

/** URLs where Grafana queries metrics, logs, traces and alerts. */
export const serverUrls = (settings: Settings): SourceUrls => ({
  prometheus: prometheusUrl(settings),
  loki: lokiUrl(settings),
  ...defined({ tempo: tempoUrl(settings), alertmanager: alertmanagerUrl(settings) }),
});

/** Path of a URL without a slash at its end; empty for the root. */
export const grafanaPath = (rootUrl: string | undefined): string =>
  rootUrl === undefined ? '' : new URL(rootUrl).pathname.replace(/\/+$/, '');

/** URL of Grafana for users on Kubernetes; known before deployment. */
export function grafanaUrl({ grafana, kubernetes }: Settings): string {
  if (grafana.existing) return grafana.existing.url;
  const { access } = kubernetes.grafana;
  return access.kind === 'port-forward' ? `http://127.0.0.1:${access.port}` : `https://${access.host}`;
}

/** PEM-encoded authority of a managed Grafana behind an ingress or a gateway; undefined if it is a public one. */
export function grafanaCa({ backend, grafana, kubernetes }: Settings): string | undefined {
  const { access } = kubernetes.grafana;
  const direct = backend === 'docker' || access.kind === 'port-forward';
  return grafana.existing || direct ? undefined : access.ca;
}

/** URLs of the servers as published on the Docker host, or of external ones; loopback if they listen on every address. */
export function publishedUrls({ docker: { bindAddress }, prometheus, loki, grafana }: Settings): UserUrls {
  const host = bindAddress.includes(':') ? `[${bindAddress}]` : bindAddress;
  const reachable = host === '0.0.0.0' || host === '[::]' ? '127.0.0.1' : host;
  const url = (server: { port: number; existing?: { url: string } | undefined }, scheme = 'http') =>
    server.existing?.url ?? `${scheme}://${reachable}:${server.port}`;
  return {
    prometheus: url(prometheus, schemeOf(prometheus)),
    loki: url(loki, schemeOf(loki)),
    // The published port, since a proxy may not let the program in; the path is the same.
    grafana: grafana.existing?.url ?? `${url(grafana)}${grafanaPath(grafana.rootUrl)}`,
  };
}
