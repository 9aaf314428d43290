import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import { alertRules, alertVariable, labelsInDiagnosis, RUNBOOK_UID } from '../../rules/index.ts';
import { PLACE } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import { logSource } from '../log-panels.ts';
import { datasource } from '../variables.ts';
import { entriesRow } from './entries.ts';
import { RESULTS, resultsRow } from './results.ts';

/** Labels of alerts that are in the header, with their titles; the others are in the controls menu. */
const IN_HEADER: Readonly<Record<string, string>> = { job: 'Job', model_name: 'Model', instance: 'Instance' };

/** Meaning and mitigation of each alert of the stack: the target of the alerts' runbook links. */
export function runbookDashboard(settings: Settings): Dashboard {
  const groups = alertRules(settings);
  const labels = new Set(groups.flatMap(({ rules }) => rules.flatMap(labelsInDiagnosis)));
  const [shown, others] = [
    Object.keys(IN_HEADER),
    [...labels].filter((label) => !(label in IN_HEADER)).sort(),
  ];
  return dashboard({
    uid: RUNBOOK_UID,
    title: 'Runbook',
    description:
      'Meaning, impact, diagnosis and mitigation of each alert. The link of an alert opens its panel with the labels of the alert in the diagnosis queries.',
    variables: [
      datasource(),
      ...(settings.logs.enabled ? [logSource()] : []),
      ...shown.map((label) => labelVariable(label, IN_HEADER[label]!)),
      ...others.map((label) => labelVariable(label, label).hide(sdk.VariableHide.InControlsMenu)),
      queryVariable(RESULTS.promql.variable, 'up'),
      ...(settings.logs.enabled ? [queryVariable(RESULTS.logql.variable, '{service_name=~".+"}')] : []),
    ],
    rows: [...groups.map((group) => entriesRow(settings, group)), resultsRow(settings.logs.enabled)],
  });
}

/** Every value, unless the link of an alert has set one; series need not have a cluster or a namespace. */
const labelVariable = (label: string, title: string) =>
  textBox(alertVariable(label), (PLACE as readonly string[]).includes(label) ? '.*' : '.+').label(title);

const queryVariable = (name: string, query: string) =>
  textBox(name, query).hide(sdk.VariableHide.HideVariable);

const textBox = (name: string, value: string) =>
  new sdk.TextBoxVariableBuilder(name).defaultValue(value).current({ text: value, value });
