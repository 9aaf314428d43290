/** Name of the template group in Grafana, and prefix of the templates in it. */
export const TEMPLATE_NAME = 'llm-monitoring';

export const TITLE = '{{ template "llm-monitoring.title" . }}';
export const MESSAGE = '{{ template "llm-monitoring.message" . }}';

/**
 * Notification template (Go, Grafana's data): what happened with its value, then the ways on. Without surrounding blanks,
 * as the provider stores it so.
 */
export const MESSAGE_TEMPLATE = `
{{ define "llm-monitoring.title" -}}
[{{ .Status | toUpper }}{{ if eq .Status "firing" }} {{ len .Alerts.Firing }}{{ end }}] {{ with .CommonLabels.severity }}{{ . }}: {{ end }}{{ .CommonLabels.alertname }}{{ with .CommonLabels.model_name }} {{ . }}{{ end }}{{ with .CommonLabels.job }} ({{ . }}){{ end }}
{{- end }}

{{ define "llm-monitoring.alert" -}}
{{ .Annotations.summary }}
{{ .Annotations.description }}
{{ with .Values }}{{ with index . "A" }}Value: {{ . }}
{{ end }}{{ end }}{{ with .Annotations.dashboard_url }}Board: {{ . }}
{{ end }}{{ with .Annotations.logs_url }}Logs: {{ . }}
{{ end }}{{ with .Annotations.runbook_url }}Runbook: {{ . }}
{{ end }}{{ with .SilenceURL }}Silence: {{ . }}
{{ end }}
{{- end }}

{{ define "llm-monitoring.message" -}}
{{ range .Alerts.Firing }}{{ template "llm-monitoring.alert" . }}
{{ end }}{{ with .Alerts.Resolved }}Resolved:
{{ range . }}{{ template "llm-monitoring.alert" . }}
{{ end }}{{ end }}
{{- end }}
`.trim();
