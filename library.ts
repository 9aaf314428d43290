/**
 * LLM monitoring as a library for other Pulumi programs: the whole stack as one component, its parts, and the content
 * (dashboards, rules, files) without any resource.
 *
 * @module
 */
export { LlmMonitoring, type LlmMonitoringArgs } from './components/llm-monitoring.ts';

export type { MonitoringBackend } from './components/backend.ts';
export { createBackend, type CreateBackendOptions } from './components/create-backend.ts';
export { DockerBackend, type DockerBackendArgs } from './components/docker/index.ts';
export { ExistingBackend } from './components/existing/index.ts';
export { KubernetesBackend, type KubernetesBackendArgs } from './components/kubernetes/index.ts';
export type { PortForward } from './components/kubernetes/port-forward.ts';

export { GrafanaContent, type GrafanaContentArgs } from './components/grafana/index.ts';
export { Alerting, type AlertingArgs } from './components/alerting/index.ts';
export { adminPassword } from './components/admin-password.ts';

export { Secret, SettingsError, parseSettings } from './configs/index.ts';
export type { Settings, SettingsInput } from './configs/index.ts';
export type { Origin } from './configs/settings/parse.ts';
export type { ValidationError } from './configs/settings/validation-error.ts';
export { loadSettings, settingsFor } from './configs/load.ts';

export { capacityRecordingGroups } from './configs/capacity/index.ts';
export { sloRecordingGroups } from './configs/slo/index.ts';
export type { SourceUrls, UserUrls } from './configs/inventory/addresses.ts';
export { bundle, type BundleFile } from './configs/bundle/index.ts';
export { dashboards, type Dashboard } from './configs/dashboards/index.ts';
export { recordingRules, type RecordingGroup, type RecordingRule } from './configs/recording/index.ts';
export {
  alertRules,
  grafanaRuleGroups,
  prometheusAlertGroups,
  runbookText,
  type AlertRule,
  type Bound,
  type DashboardKey,
  type DataSourceUids,
  type DiagnosisStep,
  type ErrorState,
  type GrafanaQuery,
  type GrafanaRule,
  type GrafanaRuleGroup,
  type NoDataState,
  type NotificationSettings,
  type PrometheusAlert,
  type PrometheusGroup,
  type RuleGroup,
  type RunbookEntry,
} from './configs/rules/index.ts';
