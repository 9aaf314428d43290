import { RULE_DEFAULTS, type RuleName } from '../settings/alert-rule-defaults.ts';
import { parseSettings, type Settings } from '../settings/index.ts';
import { alertRules } from './groups.ts';
import { conditionOf } from './render-prometheus.ts';
import { textOf, type DiagnosisStep, type AlertRule } from './rule.ts';

/** A stack in which every rule exists, with the names that the defaults give. */
export function everyRule(): Settings {
  return parseSettings({
    targets: [
      { name: 'vllm-api', endpoints: ['vllm:8000'] },
      { name: 'backend', kind: 'http', endpoints: ['backend:8001'] },
    ],
    alerts: {
      contactPoints: [
        { kind: 'webhook', name: 'on-call', url: 'https://hooks.example.com/llm' },
        { kind: 'webhook', name: 'healthcheck', url: 'https://healthcheck.example.com/llm' },
      ],
      heartbeat: { receiver: 'healthcheck' },
    },
  });
}

/** Headings of the groups. */
export const TITLES: Readonly<Record<string, string>> = {
  'llm-availability': 'Serving',
  'llm-capacity': 'Capacity',
  'llm-errors': 'Errors',
  'llm-kv-connectors': 'KV transfer and offload',
  'llm-logs': 'Logs',
  'llm-slo': 'Objectives',
  'monitoring-health': 'Monitoring',
  'monitoring-storage': 'Storage of the monitoring',
  'monitoring-watchdog': "Dead man's switch",
};

/** Text of the runbook page: one heading a rule, to which its alert links. */
export function runbookText(): string {
  const groups = alertRules(everyRule());
  return [
    '# Runbook',
    '',
    '<!-- Written by `npm run runbook` from configs/rules; edit the rules. -->',
    '',
    'What each alert means, whom it hurts, where to look and what to do. Names in angle brackets stand for the label of the',
    'alert. Severity `critical` pages, `warning` is a ticket, `info` is to be read when there is time. Each number can be',
    'changed under `alerts.rules.<name>` of the stack.',
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
  const { meaning, impact, diagnosis, mitigation } = rule.runbook;
  const defaults = RULE_DEFAULTS[rule.name as RuleName] as { why?: string } | undefined;
  const language = rule.source === 'loki' ? 'logql' : 'promql';
  return [
    `### ${rule.name}`,
    '',
    rule.summary,
    '',
    `Severity ${rule.severity}, after ${rule.for === '0s' ? 'no delay' : rule.for}.${defaults?.why ? ` Why: ${defaults.why}.` : ''}`,
    '',
    `**Meaning.** ${meaning}`,
    '',
    `**Impact.** ${impact}`,
    '',
    '**Diagnosis.**',
    '',
    ...diagnosis.flatMap(({ text, query }, index) => [`${index + 1}. ${text}`, ...block(query)]),
    '',
    '**Mitigation.**',
    '',
    ...mitigation.map((step) => `- ${step}`),
    '',
    '<details><summary>Expression</summary>',
    '',
    `\`\`\`${language}`,
    conditionOf(rule),
    '```',
    '',
    '</details>',
    '',
  ];
}

/** A query below its step, indented so that it stays part of the list. */
function block(step: DiagnosisStep['query']): string[] {
  if (step === undefined) return [];
  const query = textOf(step);
  const language = query.startsWith('{service_name') ? 'logql' : 'promql';
  return ['', `   \`\`\`${language}`, ...query.split('\n').map((line) => `   ${line}`), '   ```', ''];
}
