import { metricsRead } from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import { exportedByRust, fallbacks, isMetricName, RUST_FRONT_END } from '../vllm/index.ts';
import { ruleNamed } from './definitions.ts';
import { alertRules } from './groups.ts';
import { conditionOf } from './render-prometheus.ts';
import { textOf, type DiagnosisStep, type AlertRule } from './rule.ts';

/** Headings of the groups. */
export const TITLES: Readonly<Record<string, string>> = {
  'llm-availability': 'Serving',
  'llm-capacity': 'Capacity',
  'llm-errors': 'Errors',
  'llm-kv-connectors': 'KV transfer and offload',
  'llm-logs': 'Logs',
  'llm-slo': 'Objectives',
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
  const { meaning, impact, diagnosis, mitigation } = rule.runbook;
  const why = ruleNamed(rule.name)?.why;
  const language = rule.source === 'loki' ? 'logql' : 'promql';
  return [
    `### ${rule.name}`,
    '',
    rule.summary,
    '',
    `Severity ${rule.severity}, after ${rule.for === '0s' ? 'no delay' : rule.for}.${why === undefined ? '' : ` Why: ${why}.`}`,
    '',
    `**Meaning.** ${meaning}`,
    '',
    ...pythonOnly(rule),
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

/** Metrics of the condition that only the Python front end exports: their part of the condition never holds with the other one. */
function pythonOnly({ query }: AlertRule): string[] {
  if (typeof query === 'string') return [];
  const missing = metricsRead(query).filter(
    (name) => isMetricName(name) && !exportedByRust(name) && !(name in fallbacks),
  );
  if (missing.length === 0) return [];
  const names = missing.map((name) => `\`${name}\``).join(', ');
  return [`**Limits.** Not exported by the Rust front end (\`${RUST_FRONT_END}\`): ${names}.`, ''];
}

/** A query below its step, indented so that it stays part of the list. */
function block(step: DiagnosisStep['query']): string[] {
  if (step === undefined) return [];
  const query = textOf(step);
  const language = query.startsWith('{service_name') ? 'logql' : 'promql';
  return ['', `   \`\`\`${language}`, ...query.split('\n').map((line) => `   ${line}`), '   ```', ''];
}
