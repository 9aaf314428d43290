import { metricsRead } from '../promql/index.ts';
import { exportedByRust, fallbacks, isMetricName, RUST_FRONT_END } from '../vllm/index.ts';
import { ruleNamed } from './definitions.ts';
import { conditionOf } from './render-prometheus.ts';
import { isLogQuery, textOf, type AlertRule } from './rule.ts';

export interface LanguageQuery {
  readonly language: 'promql' | 'logql';
  readonly text: string;
}

/** Markdown lines of the entry of a rule, without its heading; `print` gives those of a query below a diagnosis step. */
export function runbookEntry(rule: AlertRule, print: (query: LanguageQuery) => readonly string[]): string[] {
  const { meaning, impact, blind = [], diagnosis, mitigation } = rule.runbook;
  const why = ruleNamed(rule.name)?.why;
  return [
    rule.summary,
    '',
    `Severity ${rule.severity}, after ${rule.for === '0s' ? 'no delay' : rule.for}.${why === undefined ? '' : ` Why: ${why}.`}`,
    '',
    `**Meaning.** ${meaning}`,
    '',
    ...pythonOnly(rule),
    `**Impact.** ${impact}`,
    '',
    ...(blind.length === 0 ? [] : ['**What it cannot see.**', '', ...blind.map((each) => `- ${each}`), '']),
    '**Diagnosis.**',
    '',
    ...diagnosis.flatMap(({ text, query }, index) => [
      `${index + 1}. ${text}`,
      // Indented, so that it stays part of the list.
      ...(query === undefined ? [] : ['', ...print(queryOf(textOf(query))).map((line) => `   ${line}`), '']),
    ]),
    '',
    '**Mitigation.**',
    '',
    ...mitigation.map((step) => `- ${step}`),
  ];
}

/** Metrics in the condition that the Rust front end lacks: with it, their part of the condition never holds. */
function pythonOnly({ query }: AlertRule): string[] {
  if (typeof query === 'string') return [];
  const missing = metricsRead(query).filter(
    (name) => isMetricName(name) && !exportedByRust(name) && !(name in fallbacks),
  );
  if (missing.length === 0) return [];
  const names = missing.map((name) => `\`${name}\``).join(', ');
  return [`**Limits.** Not exported by the Rust front end (\`${RUST_FRONT_END}\`): ${names}.`, ''];
}

/** The expression of a rule. */
export const conditionQuery = (rule: AlertRule): LanguageQuery => ({
  language: rule.source === 'loki' ? 'logql' : 'promql',
  text: conditionOf(rule),
});

/** A query in a fenced block. */
export const fenced = ({ language, text }: LanguageQuery): string[] => [
  `\`\`\`${language}`,
  ...text.split('\n'),
  '```',
];

const queryOf = (text: string): LanguageQuery => ({
  language: isLogQuery(text) ? 'logql' : 'promql',
  text,
});
