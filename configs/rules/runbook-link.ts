import { textOf, type AlertRule } from './rule.ts';

/** Uid of the dashboard with a panel per alert. */
export const RUNBOOK_UID = 'runbook';

/** Variable of the Runbook dashboard that holds a label of the alert. A name of its own, so that no other dashboard sets it. */
export const alertVariable = (label: string) => `alert_${label}`;

const PLACEHOLDER = /(\w+)="<(\w+)>"/g;

/** Labels of the alert that its diagnosis queries match, sorted. */
export function labelsInDiagnosis({ runbook }: AlertRule): string[] {
  const queries = runbook.diagnosis.map(({ query }) => (query === undefined ? '' : textOf(query)));
  const labels = queries.flatMap((query) => [...query.matchAll(PLACEHOLDER)].map(([, , label]) => label!));
  return [...new Set(labels)].sort();
}

/** The query with the variables of the Runbook dashboard in place of the labels of the alert. */
export const withAlertVariables = (query: string) =>
  query.replaceAll(
    PLACEHOLDER,
    (_, matched: string, label: string) => `${matched}=~"\${${alertVariable(label)}}"`,
  );

/**
 * Id of the panel of an alert: a hash (32-bit FNV-1a) of its name in the positive range of 32 bits. The link in an old notification
 * still leads to the same alert after others were added or disabled.
 */
export function runbookPanelId(rule: string): number {
  let hash = 0x811c9dc5;
  for (const character of rule) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  // Small ids are those of rows.
  return ((hash >>> 1) | 0x1000) >>> 0;
}

/**
 * Template of the address of an alert's panel below that of Grafana, with the labels of the alert as variables. They are matched as
 * regular expressions, so that an alert without the label matches every value; a character that could have a meaning there, or in a
 * quoted string, becomes the one that matches any.
 */
export function runbookPath(rule: AlertRule): string {
  const set = labelsInDiagnosis(rule).map(
    (label) =>
      `{{ with $labels.${label} }}&var-${alertVariable(label)}={{ reReplaceAll "[^a-zA-Z0-9_/:@ -]" "." . | urlquery }}{{ end }}`,
  );
  return `/d/${RUNBOOK_UID}?orgId=1&viewPanel=${runbookPanelId(rule.name)}${set.join('')}`;
}
