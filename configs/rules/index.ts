export { alertsPage } from './alerts-page.ts';
export { anchorOf, grafanaUrl } from './annotations.ts';
export { contactPoints, type ContactPointBlock, type GrafanaContactPoint } from './contact-points.ts';
export { grafanaRouting, type GrafanaRouting } from './grafana-routing.ts';
export { alertRules } from './groups.ts';
export { MESSAGE, MESSAGE_TEMPLATE, messageTemplate, TEMPLATE_NAME, TITLE } from './message.ts';
export {
  grafanaRuleGroups,
  type DataSourceUids,
  type GrafanaQuery,
  type GrafanaRule,
  type GrafanaRuleGroup,
} from './render-grafana.ts';
export {
  alertRuleFile,
  conditionOf,
  prometheusAlertGroups,
  printedGroups,
  prometheusRuleSets,
  ruleFile,
  type PrometheusAlert,
  type PrometheusGroup,
} from './render-prometheus.ts';
export { NOBODY, notifiesNobody } from './nobody.ts';
export {
  muteTimings,
  ownsPolicy,
  policyTree,
  type MuteTiming,
  type NotificationSettings,
  type Policy,
  type PolicyTree,
} from './routing.ts';
export type {
  AlertRule,
  DashboardKey,
  Bound,
  DiagnosisStep,
  ErrorState,
  NoDataState,
  RuleGroup,
  RunbookEntry,
} from './rule.ts';
export { textOf } from './rule.ts';
export { ALERT_RULES, ruleNamed } from './definitions.ts';
export { runbookText, TITLES } from './runbook.ts';
export { conditionQuery, fenced, runbookEntry, type LanguageQuery } from './runbook-entry.ts';
export {
  alertVariable,
  labelsInDiagnosis,
  RUNBOOK_UID,
  runbookPanelId,
  withAlertVariables,
} from './runbook-link.ts';
