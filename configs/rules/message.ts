/** Name of the template group in Grafana, and prefix of the templates in it. */
export const TEMPLATE_NAME = 'llm-monitoring';

export const TITLE = '{{ template "llm-monitoring.title" . }}';
export const MESSAGE = '{{ template "llm-monitoring.message" . }}';

/** Lines of an alert that depend on who sends it, each with its line end, or empty. */
interface SenderLines {
  /** Value of the query. */
  readonly value: string;
  /** Link to silence the alert. */
  readonly silence: string;
}

const OF_GRAFANA: SenderLines = {
  value: `{{ with .Values }}{{ with index . "A" }}Value: {{ . }}
{{ end }}{{ end }}`,
  silence: `{{ with .SilenceURL }}Silence: {{ . }}
{{ end }}`,
};

/**
 * Notification template (Go): what happened with its value, then the ways on. Without surrounding blanks, as the provider
 * stores it so.
 */
export const messageTemplate = ({ value, silence }: SenderLines): string =>
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
