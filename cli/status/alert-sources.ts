import type { OutputMap } from '@pulumi/pulumi/automation/index.js';
import { FOLDER_UID } from '../../configs/grafana/folder.ts';
import { grafanaCa } from '../../configs/inventory/addresses.ts';
import { webServerName } from '../../configs/prometheus/web.ts';
import type { Settings } from '../../configs/index.ts';
import { type RuleState, ruleState } from './active-alert.ts';
import { type Endpoint, getJson } from './http-json.ts';
import { defined } from '../../configs/text/defined.ts';

/** A server that evaluates alert rules of the stack. */
export interface AlertSource {
  readonly name: 'Grafana' | 'Prometheus';
  readonly endpoint: Endpoint;
  readonly path: string;
}

/** Alerts of a server, or the reason why they are unknown. */
export interface Answer extends RuleState {
  readonly source: AlertSource;
  readonly problem?: string;
}

/** The servers that evaluate the rules: rules over logs are always Grafana's, the rest is with `alerts.engine`. */
export function alertSources(settings: Settings, outputs: OutputMap): AlertSource[] {
  const { alerts, backend } = settings;
  const endpoint = grafanaEndpoint(settings, outputs);
  const sources: AlertSource[] = [
    { name: 'Grafana', endpoint, path: `/api/prometheus/grafana/api/v1/rules?folder_uid=${FOLDER_UID}` },
  ];
  if (alerts.engine !== 'prometheus') return sources;
  const prometheus: Omit<AlertSource, 'name'> =
    backend === 'kubernetes'
      ? // Its Service is reachable only in the cluster; Grafana asks it through the data source with this UID.
        { endpoint, path: '/api/prometheus/prometheus/api/v1/rules' }
      : {
          endpoint: prometheusEndpoint(settings, text(outputs, 'prometheusUrl')),
          path: '/api/v1/rules?type=alert',
        };
  return [...sources, { name: 'Prometheus', ...prometheus }];
}

const text = (outputs: OutputMap, key: string) => String(outputs[key]?.value ?? '');

function grafanaEndpoint(settings: Settings, outputs: OutputMap): Endpoint {
  const { grafana } = settings;
  if (grafana.existing) return existing(grafana.existing);
  const authorization = basic(text(outputs, 'grafanaUser'), text(outputs, 'grafanaPassword'));
  return { url: text(outputs, 'grafanaUrl'), authorization, ...defined({ ca: grafanaCa(settings) }) };
}

/** The data source for metrics of a stack: Grafana's proxy, with the credentials of Grafana. */
export function dataSourceEndpoint(settings: Settings, outputs: OutputMap): Endpoint {
  const { url, ...access } = grafanaEndpoint(settings, outputs);
  return { url: `${url.replace(/\/$/, '')}/api/datasources/proxy/uid/prometheus`, ...access };
}

/**
 * The Prometheus of a stack.
 *
 * @param url address of a managed one.
 */
export function prometheusEndpoint({ prometheus }: Settings, url: string): Endpoint {
  const { auth, tls } = prometheus;
  if (prometheus.existing) return existing(prometheus.existing);
  return {
    url,
    ...(auth ? { authorization: basic(auth.username, auth.password.reveal()) } : {}),
    ...(tls ? { ca: tls.ca, serverName: webServerName } : {}),
  };
}

/** Fetches the active alerts; a failure is part of the result. */
export async function activeAlerts(source: AlertSource): Promise<Answer> {
  const unknown = (problem: string): Answer => ({ source, alerts: [], failing: [], problem });
  let answer: unknown;
  try {
    answer = await getJson(source.endpoint, source.path);
  } catch (error) {
    return unknown((error as Error).message);
  }
  try {
    return { source, ...ruleState(answer) };
  } catch {
    return unknown('unexpected content in the response');
  }
}

function existing({ url, auth, tls }: NonNullable<Settings['grafana']['existing']>): Endpoint {
  const { basic: pair, bearer } = auth ?? {};
  return {
    url,
    ...(pair ? { authorization: basic(pair.username, pair.password.reveal()) } : {}),
    ...(bearer ? { authorization: `Bearer ${bearer.reveal()}` } : {}),
    ...defined({ ca: tls?.ca, serverName: tls?.serverName }),
    ...(tls?.insecureSkipVerify ? { insecureSkipVerify: true } : {}),
  };
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
