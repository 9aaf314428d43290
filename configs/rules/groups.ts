import { duration, seconds, type Settings } from '../settings/index.ts';
import { RULE_GROUPS } from './definitions.ts';
import { configured } from './configured.ts';
import type { RuleGroup } from './rule.ts';
import { watchdogRules } from './watchdog.ts';

/**
 * Every alert rule of a stack. Within a group they are sorted by name: Grafana keeps the order, and a rule inserted in between
 * would show all later ones as changed.
 */
export function alertRules(settings: Settings): RuleGroup[] {
  const groups = [
    ...RULE_GROUPS.map(([name, rules, least]) => ({
      name,
      interval: slowest(settings.alerts.interval, least),
      rules: rules.flatMap((rule) => configured(settings, rule)),
    })),
    { name: 'monitoring-watchdog', interval: settings.alerts.interval, rules: watchdogRules(settings) },
  ];
  return groups
    .filter(({ rules }) => rules.length > 0)
    .map((group) => ({
      ...group,
      rules: group.rules.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    }));
}

const slowest = (interval: string, least = 0) => (seconds(interval) < least ? duration(least) : interval);
