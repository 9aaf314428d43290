import type { Settings } from '../settings/index.ts';
import { availabilityRules } from './availability.ts';
import { capacityRules } from './capacity.ts';
import { errorRules } from './errors.ts';
import { connectorRules } from './kv-connectors.ts';
import { logRules } from './logs.ts';
import { monitoringRules } from './monitoring.ts';
import type { AlertRule, RuleGroup } from './rule.ts';
import { sloAlertRules } from './slo-alerts.ts';
import { sloHealthRules } from './slo-health.ts';
import { storageRules } from './storage.ts';
import { watchdogRules } from './watchdog.ts';

/** One group a concern, so that a changed number changes one group. Names are unique in an organisation of Grafana. */
const GROUPS: readonly (readonly [name: string, rules: (settings: Settings) => AlertRule[]])[] = [
  ['llm-availability', availabilityRules],
  ['llm-capacity', capacityRules],
  ['llm-errors', errorRules],
  ['llm-kv-connectors', connectorRules],
  ['llm-logs', logRules],
  ['llm-slo', (settings) => [...sloAlertRules(settings), ...sloHealthRules(settings)]],
  ['monitoring-health', monitoringRules],
  ['monitoring-storage', storageRules],
  ['monitoring-watchdog', watchdogRules],
];

/**
 * Every alert rule of a stack. Within a group they are sorted by name: Grafana keeps the order, and a rule in between
 * would show all later ones as changed.
 */
export function alertRules(settings: Settings): RuleGroup[] {
  return GROUPS.map(([name, rulesOf]) => ({
    name,
    interval: settings.alerts.interval,
    rules: rulesOf(settings).sort((a, b) => (a.name < b.name ? -1 : 1)),
  })).filter(({ rules }) => rules.length > 0);
}
