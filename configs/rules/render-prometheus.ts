import { stringify } from 'yaml';
import { binary } from '../promql/index.ts';
import { recordingRules, type RecordingGroup } from '../recording/index.ts';
import type { ConfigFile } from '../text/config-file.ts';
import type { Settings } from '../settings/index.ts';
import { annotationsOf } from './annotations.ts';
import { alertRules } from './groups.ts';
import { textOf, type AlertRule } from './rule.ts';
import { capacityRecordingGroups } from '../capacity/index.ts';
import { sloRecordingGroups } from '../slo/recording.ts';

/** An alert as an entry of a Prometheus rule file. */
export interface PrometheusAlert {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface PrometheusGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly PrometheusAlert[];
}

/** The condition of a rule as one PromQL or LogQL expression. */
export function conditionOf({ query, bound }: AlertRule): string {
  if (typeof query === 'string')
    return bound === undefined ? query : `${query} ${bound.operator} ${bound.value}`;
  return textOf(bound === undefined ? query : binary(query, bound.operator, bound.value));
}

function prometheusAlert(settings: Settings, rule: AlertRule): PrometheusAlert {
  return {
    alert: rule.name,
    expr: conditionOf(rule),
    ...(rule.for === '0s' ? {} : { for: rule.for }),
    ...(rule.keepFiringFor === undefined ? {} : { keep_firing_for: rule.keepFiringFor }),
    labels: { severity: rule.severity },
    annotations: annotationsOf(settings, rule),
  };
}

/** The alert groups that Prometheus can evaluate: those over metrics. */
export function prometheusAlertGroups(settings: Settings): PrometheusGroup[] {
  return alertRules(settings)
    .map(({ name, interval, rules }) => ({
      name,
      interval,
      rules: rules
        .filter(({ source }) => source === 'prometheus')
        .map((rule) => prometheusAlert(settings, rule)),
    }))
    .filter(({ rules }) => rules.length > 0);
}

type Group = PrometheusGroup | RecordingGroup;

/** The groups as a rule file and a PrometheusRule contain them, with their expressions as text. */
export const printedGroups = (groups: readonly Group[]): object[] =>
  groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ({ ...rule, expr: textOf(rule.expr) })),
  }));

/** A Prometheus rule file. */
export function ruleFile(path: string, groups: readonly Group[]): ConfigFile {
  const content = { groups: printedGroups(groups) };
  return { path, content: stringify(content, { lineWidth: 0, aliasDuplicateObjects: false }) };
}

/** Every alert over metrics in Prometheus' form, whoever evaluates it: for `promtool`, `pint` and other set-ups. */
export function alertRuleFile(settings: Settings): ConfigFile {
  return ruleFile('rules/alerts.yml', prometheusAlertGroups(settings));
}

/** Rule files of Prometheus: recorded series, and the alerts if Prometheus evaluates them. */
export function prometheusRuleSets(settings: Settings): { name: string; groups: readonly Group[] }[] {
  return [
    { name: 'recording', groups: recordingRules(settings) },
    { name: 'slo', groups: sloRecordingGroups(settings) },
    { name: 'capacity', groups: capacityRecordingGroups(settings) },
    ...(settings.alerts.engine === 'prometheus'
      ? [{ name: 'alerts', groups: prometheusAlertGroups(settings) }]
      : []),
  ];
}
