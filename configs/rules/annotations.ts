import { DEMO_BACKEND_JOB, DEMO_JOB } from '../demo/models.ts';
import { grafanaUrl as onKubernetes } from '../inventory/addresses.ts';
import { JOB } from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import { textOf, type AlertRule, type DashboardKey } from './rule.ts';
import { runbookPath } from './runbook-link.ts';

/** Variables of the dashboards of models that say whose job an alert is about. */
const PLACED = Object.fromEntries(JOB.map((label) => [label, label]));

/** Dashboards that alerts link to; variables by the label that sets them. */
const DASHBOARDS: Readonly<
  Record<DashboardKey, { uid: string; variables: Readonly<Record<string, string>> }>
> = {
  model: {
    uid: 'vllm-performance',
    variables: { ...PLACED, model_name: 'model_name', instance: 'instance' },
  },
  objectives: { uid: 'vllm-fleet', variables: { ...PLACED, model_name: 'model_name' } },
  cache: { uid: 'vllm-kv-cache', variables: { ...PLACED, model_name: 'model_name' } },
  gateway: { uid: 'gateway', variables: PLACED },
  capacity: { uid: 'vllm-capacity', variables: { ...PLACED, model_name: 'model_name' } },
  stack: { uid: 'services', variables: {} },
  logs: { uid: 'vllm-logs', variables: { service_name: 'service' } },
  requests: { uid: 'vllm-requests', variables: { job: 'job' } },
};

/** Address of Grafana in links, without a slash at its end. */
export function grafanaUrl(settings: Settings): string {
  const { alerts, backend, grafana } = settings;
  const known =
    backend === 'kubernetes'
      ? onKubernetes(settings)
      : (grafana.existing?.url ?? grafana.rootUrl ?? `http://localhost:${grafana.port}`);
  return (alerts.grafanaUrl ?? known).replace(/\/+$/, '');
}

/** Heading of a rule on the runbook page, as Markdown renderers write it: lower-case. */
export const anchorOf = (rule: string) => rule.toLowerCase();

/** Namespace and cluster, if the alert has the labels; the same model may be served in several namespaces and clusters. */
const WHERE =
  '{{ with $labels.namespace }} Namespace: {{ . }}.{{ end }}{{ with $labels.cluster }} Cluster: {{ . }}.{{ end }}';

/** Annotations of an alert, shown in notifications besides its labels. */
export function annotationsOf(settings: Settings, rule: AlertRule): Record<string, string> {
  // Without a collector there is no dashboard for logs.
  const dashboard = rule.dashboard === 'logs' && !settings.logs.enabled ? 'model' : rule.dashboard;
  return {
    summary: rule.summary,
    description: `${rule.description}${WHERE}`,
    dashboard_url: dashboardUrl(settings, dashboard),
    ...(settings.logs.enabled ? { logs_url: logsUrl(settings, rule) } : {}),
    ...demoNote(settings, rule),
    runbook_url: runbookUrl(settings, rule),
  };
}

/** The entry of the alert on the published page, or else its panel on the Runbook dashboard. */
function runbookUrl(settings: Settings, rule: AlertRule): string {
  const page = settings.alerts.runbookUrl;
  return page === undefined
    ? `${grafanaUrl(settings)}${runbookPath(rule)}`
    : `${page}#${anchorOf(rule.name)}`;
}

/** Marks an alert on a job of the demo, whose incidents fire by design. Empty for the alerts of other jobs. */
function demoNote({ demo }: Settings, { source, dashboard, query }: AlertRule): Record<string, string> {
  const ofDemo = dashboard !== 'stack' || textOf(query).includes(DEMO_BACKEND_JOB);
  if (!demo || source === 'loki' || !ofDemo) return {};
  const cause =
    demo.incident === false
      ? ''
      : ` The load driver causes an incident every ${demo.incident} (llm-monitoring:demo.incident).`;
  const note = `The job {{ . }} is simulated by the demo.${cause}`;
  const jobs = [DEMO_JOB, DEMO_BACKEND_JOB].map((job) => `"${job}"`).join(' ');
  return { demo: `{{ with $labels.job }}{{ if eq . ${jobs} }}${note}{{ end }}{{ end }}` };
}

/** The dashboard with the variables set of which the alert has a label: one that is set to nothing shows nothing. */
function dashboardUrl(settings: Settings, dashboard: DashboardKey): string {
  const { uid, variables } = DASHBOARDS[dashboard];
  const set = Object.entries(variables).map(
    ([label, variable]) => `{{ with $labels.${label} }}&var-${variable}={{ . | urlquery }}{{ end }}`,
  );
  return `${grafanaUrl(settings)}/d/${uid}?orgId=1${set.join('')}`;
}

/** The lines of the service that the alert is about; a service is named like its job. */
function logsUrl(settings: Settings, { source }: AlertRule): string {
  const label = source === 'loki' ? 'service_name' : 'job';
  return `${grafanaUrl(settings)}/d/${DASHBOARDS.logs.uid}?orgId=1{{ with $labels.${label} }}&var-service={{ . | urlquery }}{{ end }}`;
}
