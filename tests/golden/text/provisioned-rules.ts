import { parse } from 'yaml';
import type { GrafanaRuleGroup } from '../../../configs/rules/index.ts';
import { canonical } from './canonical.ts';
import { factLines, factsOf } from './facts.ts';

/** Grafana's alert rule file, one line per group; rules that are also created through the API are shown in `shownIn`. */
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

/** The same rules in the format of the file. */
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
