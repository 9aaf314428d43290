import { parse } from 'yaml';
import type { GrafanaRuleGroup } from '../../../configs/rules/index.ts';
import { canonical } from './canonical.ts';
import { factLines, factsOf } from './facts.ts';

/** Grafana's file of alert rules, one line per group; rules that the API gets too are read in `shownIn`. */
export function provisionedRulesText(
  file: string,
  groups: readonly GrafanaRuleGroup[],
  shownIn: string,
): string {
  const { groups: written, ...rest } = parse(file) as {
    groups: readonly { name: string; rules: unknown }[];
  };
  const items = written.map(({ name, rules, ...group }) => {
    const same = canonical(rules) === canonical(asProvisioned(groups.find((one) => one.name === name)));
    return { name, facts: factsOf({ ...group, rules: same ? `→${shownIn}` : rules }) };
  });
  return [
    ...factLines('file', [{ name: 'itself', facts: factsOf(rest) }]),
    ...factLines('groups', items),
    '',
  ].join('\n');
}

/** The same rules as the file spells them. */
function asProvisioned(group: GrafanaRuleGroup | undefined): unknown {
  return group?.rules.map(({ name, datas, notificationSettings: _, ...rule }) => ({
    ...rule,
    title: name,
    data: datas.map(({ model, queryType: __, ...query }) => ({
      ...query,
      model: JSON.parse(model) as unknown,
    })),
  }));
}
