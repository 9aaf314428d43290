import * as z from 'zod';
import { DURATION_PATTERN } from './duration.ts';
import {
  RULE_DEFAULTS,
  RULE_NAMES,
  type RuleDefaults,
  type RuleName,
  type Threshold,
} from './alert-rule-defaults.ts';
import { field } from './fields.ts';
import { SEVERITIES, type Severity } from './severity.ts';

/** What the configuration says of one rule. */
export type RuleSettings<N extends RuleName> = {
  enabled: boolean;
  severity: Severity;
  for: string;
} & ((typeof RULE_DEFAULTS)[N] extends { threshold: Threshold } ? { threshold: number } : unknown);

type AllRules = { [N in RuleName]: RuleSettings<N> };

function ruleSchema(rule: RuleName): z.ZodType {
  const defaults: RuleDefaults = RULE_DEFAULTS[rule];
  const { threshold } = defaults;
  return field(
    z.strictObject({
      enabled: field(z.boolean(), {
        description: 'Whether the rule exists.',
        expected: 'true or false',
        example: false,
      }).default(true),
      severity: field(z.enum(SEVERITIES), {
        description: 'Label `severity`, by which messages are routed.',
        expected: `one of ${SEVERITIES.join(', ')}`,
        example: defaults.severity,
      }).default(defaults.severity),
      for: field(z.string().regex(DURATION_PATTERN), {
        description: 'How long the condition has to hold before the alert fires.',
        expected: 'a duration such as "5m", or "0s"',
        example: defaults.for,
      }).default(defaults.for),
      ...(threshold === undefined
        ? {}
        : {
            threshold: field(z.number().min(0), {
              description: `Bound on ${threshold.of}.`,
              expected: 'a number of at least 0',
              example: threshold.value,
            }).default(threshold.value),
          }),
    }),
    {
      description: `Numbers of the rule ${rule}: ${defaults.why}.`,
      expected: `{enabled, severity, for${threshold === undefined ? '' : ', threshold'}}`,
      example: { severity: 'warning' },
    },
  ).prefault({});
}

/** One key a rule; each rule is complete without any of them. */
export const alertRulesSchema = field(
  z.strictObject(Object.fromEntries(RULE_NAMES.map((rule) => [rule, ruleSchema(rule)]))),
  {
    description: 'Switch, severity, duration and threshold of single rules.',
    expected: 'a map of rule name to {enabled, severity, for, threshold}',
    example: { VLLMQueueGrowing: { threshold: 4, for: '15m' } },
  },
).prefault({}) as unknown as z.ZodPrefault<z.ZodType<AllRules, Partial<AllRules>>>;
