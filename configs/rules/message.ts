/** Name of the template group in Grafana, and prefix of the templates in it. */
export const TEMPLATE_NAME = 'llm-monitoring';

export const TITLE = '{{ template "llm-monitoring.title" . }}';
export const MESSAGE = '{{ template "llm-monitoring.message" . }}';

/** Fields that only Grafana provides: the value of the query, and the link to silence the alert. */
const OF_GRAFANA = {
  value: `{{ with .Values }}{{ with index . "A" }}Value: {{ . }}
{{ end }}{{ end }}`,
  silence: `{{ with .SilenceURL }}Silence: {{ . }}
{{ end }}`,
};

/**
 * Notification template (Go): what happened with its value, then the ways on. Without surrounding blanks, as the provider
 * stores it so.
 */
const messageTemplate = ({ value, silence }: typeof OF_GRAFANA) =>
  `
{{ define "llm-monitoring.title" -}}
[{{ .Status | toUpper }}{{ if eq .Status "firing" }} {{ len .Alerts.Firing }}{{ end }}] {{ with .CommonLabels.severity }}{{ . }}: {{ end }}{{ .CommonLabels.alertname }}{{ with .CommonLabels.model_name }} {{ . }}{{ end }}{{ with .CommonLabels.job }} ({{ . }}){{ end }}{{ with .CommonLabels.namespace }} in {{ . }}{{ end }}{{ with .CommonLabels.cluster }} on {{ . }}{{ end }}
{{- end }}

{{ define "llm-monitoring.alert" -}}
{{ .Annotations.summary }}
{{ .Annotations.description }}
${value}{{ with .Annotations.dashboard_url }}Dashboard: {{ . }}
{{ end }}{{ with .Annotations.logs_url }}Logs: {{ . }}
{{ end }}{{ with .Annotations.runbook_url }}Runbook: {{ . }}
{{ end }}${silence}
{{- end }}

{{ define "llm-monitoring.message" -}}
{{ range .Alerts.Firing }}{{ template "llm-monitoring.alert" . }}
{{ end }}{{ with .Alerts.Resolved }}Resolved:
{{ range . }}{{ template "llm-monitoring.alert" . }}
{{ end }}{{ end }}
{{- end }}
`.trim();

export const MESSAGE_TEMPLATE = messageTemplate(OF_GRAFANA);

/** The same message from an Alertmanager, whose data have neither; it stops at what it does not know. */
export const ALERTMANAGER_TEMPLATE = messageTemplate({ value: '', silence: '' });
