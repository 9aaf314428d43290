import { CAPACITY_RULES } from './capacity.ts';
import { COST_RULES } from './cost.ts';
import { ENGINE_RULES, LIFECYCLE_RULES } from './engines.ts';
import { ERROR_RULES } from './errors.ts';
import { GATEWAY_RULES } from './gateway.ts';
import { CONNECTOR_RULES } from './kv-connectors.ts';
import { LOG_RULES } from './logs.ts';
import { MONITORING_RULES } from './monitoring.ts';
import type { RuleDefinition } from './rule.ts';
import { SLO_RULES } from './slo-alerts.ts';
import { sloDataMissing } from './slo-health.ts';
import { STORAGE_RULES } from './storage.ts';
import { SERVER_RULES, TARGET_RULES } from './targets.ts';
import { TRACE_RULES } from './traces.ts';

/**
 * One group per concern, so that a changed number changes one group. Names are unique within an organization of Grafana.
 *
 * `least`: seconds between two evaluations, unless `alerts.interval` is longer. Rules that wait for many minutes and read every
 * engine lose nothing by it.
 */
export const RULE_GROUPS: readonly (readonly [
  name: string,
  rules: readonly RuleDefinition[],
  least?: number,
])[] = [
  ['llm-availability', [...TARGET_RULES, ...ENGINE_RULES]],
  ['llm-capacity', CAPACITY_RULES, 60],
  ['llm-cost', COST_RULES, 60],
  ['llm-errors', ERROR_RULES],
  ['llm-gateway', GATEWAY_RULES],
  ['llm-kv-connectors', CONNECTOR_RULES, 120],
  ['llm-logs', LOG_RULES],
  ['llm-servers', [...SERVER_RULES, ...LIFECYCLE_RULES], 60],
  ['llm-slo', [...SLO_RULES, sloDataMissing]],
  ['llm-traces', TRACE_RULES],
  ['monitoring-health', MONITORING_RULES],
  ['monitoring-storage', STORAGE_RULES],
];

/** Every alert rule whose numbers can be configured. */
export const ALERT_RULES: readonly RuleDefinition[] = RULE_GROUPS.flatMap(([, rules]) => rules);

export const ruleNamed = (name: string): RuleDefinition | undefined =>
  ALERT_RULES.find((rule) => rule.name === name);
