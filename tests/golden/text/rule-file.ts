import { parse, stringify } from 'yaml';
import { type Item, sharedBy } from './facts.ts';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

/**
 * A Prometheus rule file with one line per recorded series, and per alert its expression and annotations. Properties shared by more
 * than half of the rules are listed once, above the groups; `!key` marks a rule without a shared property.
 */
export function ruleFileText(text: string): string {
  const file = parse(text) as RuleFile;
  if (!isOnlyContent(text, file))
    throw new Error('A rule file has YAML that its golden text would not show.');
  const shared = sharedBy(file.groups.flatMap(({ rules }) => rules.map(itemOf)));
  return [
    'each rule',
    ...[...shared].map(factLine),
    ...file.groups.flatMap(({ rules, ...group }) => [
      `group ${Object.values(group).join(' ')}`,
      ...rules.flatMap((rule) => ruleLines(rule, shared)),
    ]),
    '',
  ].join('\n');
}

/** Rule files are YAML 1.2, manifests 1.1, which quotes more. */
const isOnlyContent = (text: string, { groups }: RuleFile) =>
  (['1.2', '1.1'] as const).some(
    (version) => stringify({ groups }, { version, lineWidth: 0, aliasDuplicateObjects: false }) === text,
  );

function ruleLines(rule: Rule, shared: ReadonlyMap<string, string>): string[] {
  const { name, facts } = itemOf(rule);
  const own = Object.entries(facts).filter(([key, value]) => shared.get(key) !== value);
  const [texts, short] = [own.filter(([key]) => isText(key)), own.filter(([key]) => !isText(key))];
  const lacking = [...shared.keys()].filter((key) => !(key in facts));
  const head = [
    `  ${name}`,
    ...short.map(([key, value]) => `${key}=${value}`),
    ...lacking.map((key) => `!${key}`),
  ].join(' ');
  const lines = rule.expr.split('\n');
  return [
    ...(lines.length === 1 ? [`${head}: ${rule.expr}`] : [`${head}:`, ...lines.map((line) => `    ${line}`)]),
    ...texts.map((fact) => `  ${factLine(fact)}`),
  ];
}

const factLine = ([key, value]: readonly [key: string, value: string]) =>
  `  ${key.replace(/^annotations\./, '')}: ${value}`;

const isText = (key: string) => key.startsWith('annotations.');

function itemOf({ alert, record, expr: _, labels = {}, annotations = {}, ...rest }: Rule): Item {
  const prefixed = (prefix: string, values: object) =>
    Object.entries(values).map(([key, value]) => [`${prefix}${key}`, String(value)]);
  const facts = [
    ...prefixed('', rest),
    ...prefixed('labels.', labels),
    ...prefixed('annotations.', annotations),
  ];
  return {
    name: alert === undefined ? `${record}` : `alert ${alert}`,
    facts: Object.fromEntries(facts) as Item['facts'],
  };
}
