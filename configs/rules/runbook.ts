import type { Settings } from '../settings/index.ts';
import { alertRules } from './groups.ts';
import type { AlertRule } from './rule.ts';
import { conditionQuery, fenced, runbookEntry } from './runbook-entry.ts';

/** Headings of the groups. */
export const TITLES: Readonly<Record<string, string>> = {
  'llm-availability': 'Serving',
  'llm-capacity': 'Capacity',
  'llm-cost': 'Cost and demand',
  'llm-errors': 'Errors',
  'llm-gateway': 'Gateway',
  'llm-kv-connectors': 'KV transfer and offload',
  'llm-logs': 'Logs',
  'llm-servers': 'Servers',
  'llm-slo': 'Objectives',
  'llm-traces': 'Traces',
  'monitoring-health': 'Monitoring stack',
  'monitoring-storage': 'Storage of the monitoring stack',
  'monitoring-watchdog': "Dead man's switch",
};

/** Text of the runbook page: one heading per rule of the stack, to which its alert links. */
export function runbookText(settings: Settings): string {
  const groups = alertRules(settings);
  return [
    '# Runbook',
    '',
    '<!-- Written by `npm run runbook` from configs/rules; edit the rules. -->',
    '',
    'Meaning, impact, diagnosis and mitigation of each alert. Names in angle brackets stand for the label of the alert.',
    'Severity `critical` pages, `warning` opens a ticket, `info` needs no action. Each number can be changed under',
    '`alerts.rules.<name>` in the stack file.',
    '',
    ...groups.flatMap(({ name, rules }) => [
      `- ${TITLES[name] ?? name}: ${rules.map((rule) => `[${rule.name}](#${rule.name.toLowerCase()})`).join(', ')}`,
    ]),
    '',
    ...groups.flatMap(({ name, rules }) => [`## ${TITLES[name] ?? name}`, '', ...rules.flatMap(entry)]),
  ]
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n');
}

function entry(rule: AlertRule): string[] {
  return [
    `### ${rule.name}`,
    '',
    ...runbookEntry(rule, fenced),
    '',
    '<details><summary>Expression</summary>',
    '',
    ...fenced(conditionQuery(rule)),
    '',
    '</details>',
    '',
  ];
}
