import type { Settings } from '../settings/index.ts';
import type { AlertRule, Board } from './rule.ts';

/** Boards that alerts link to, with the variables that are set from labels. */
const BOARDS: Readonly<Record<Board, { uid: string; variables: readonly string[] }>> = {
  model: { uid: 'vllm-performance', variables: ['job', 'model_name', 'instance'] },
  stack: { uid: 'vllm-performance', variables: [] },
  logs: { uid: 'vllm-performance', variables: ['model_name'] },
};

/** Address of Grafana in links. */
export function grafanaUrl({ alerts, grafana }: Settings): string {
  const url = alerts.grafanaUrl ?? grafana.existing?.url ?? `http://localhost:${grafana.port}`;
  return url.replace(/\/+$/, '');
}

/** Heading of a rule on the runbook page, as Markdown renderers write it: lower-case. */
export const anchorOf = (rule: string) => rule.toLowerCase();

/** What a message shows of an alert besides its labels. */
export function annotationsOf(settings: Settings, rule: AlertRule): Record<string, string> {
  const { runbookUrl } = settings.alerts;
  return {
    summary: rule.summary,
    description: rule.description,
    dashboard_url: `${grafanaUrl(settings)}/d/${BOARDS[rule.board].uid}${query(rule)}`,
    logs_url: logsUrl(settings, rule),
    ...(runbookUrl === undefined ? {} : { runbook_url: `${runbookUrl}#${anchorOf(rule.name)}` }),
  };
}

/** Only labels that the alert has: a variable that is set to nothing shows nothing. */
function query({ board }: AlertRule): string {
  const set = BOARDS[board].variables.map(
    (label) => `{{ with $labels.${label} }}&var-${label}={{ . | urlquery }}{{ end }}`,
  );
  return set.length === 0 ? '' : `?orgId=1${set.join('')}`;
}

/** Explore with the lines of the service that the alert is about. */
function logsUrl(settings: Settings, { source }: AlertRule): string {
  const label = source === 'loki' ? 'service_name' : 'job';
  const panes = {
    a: {
      datasource: 'loki',
      queries: [{ refId: 'A', datasource: { type: 'loki', uid: 'loki' }, expr: '{service_name="@"}' }],
      range: { from: 'now-1h', to: 'now' },
    },
  };
  const encoded = encodeURIComponent(JSON.stringify(panes));
  return `${grafanaUrl(settings)}/explore?orgId=1&schemaVersion=1&panes=${encoded.replace('%40', `{{ $labels.${label} | urlquery }}`)}`;
}
