import * as z from 'zod';
import { DURATION_PATTERN } from './duration.ts';
import { field, flag } from './fields.ts';
import { SEVERITIES, type Severity } from './severity.ts';

export interface Threshold {
  readonly value: number;
  /** Quantity that the number limits, as the end of "Above …" or "Below …". */
  readonly of: string;
}

/** Name and default numbers of an alert rule. The rules themselves are in `configs/rules`, which depends on the settings. */
export interface RuleDefaults {
  readonly name: string;
  readonly severity: Severity;
  /** How long the condition has to hold. */
  readonly for: string;
  readonly threshold?: Threshold;
  /** Reason for these numbers. */
  readonly why: string;
}

/** Numbers of one rule, as configured. */
export interface RuleNumbers {
  readonly enabled: boolean;
  readonly severity: Severity;
  readonly for: string;
  /** Only for a rule that has a threshold by default. */
  readonly threshold?: number;
}

function ruleSchema({ name, threshold, ...defaults }: RuleDefaults): z.ZodType {
  return field(
    z.strictObject({
      enabled: field(flag, {
        description: 'Deploy the rule.',
        example: false,
      }).default(true),
      severity: field(z.enum(SEVERITIES), {
        description: 'Label `severity`, by which notifications are routed.',
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
              description: `Threshold: the number in "${threshold.value} ${threshold.of}".`,
              expected: 'a number of at least 0',
              example: threshold.value,
            }).default(threshold.value),
          }),
    }),
    {
      description: `Settings of the rule ${name}: ${defaults.why}.`,
      expected: `{enabled, severity, for${threshold === undefined ? '' : ', threshold'}}`,
      example: { severity: 'warning' },
    },
  ).prefault({});
}

/** One key per rule; each rule is complete without any of them. */
export function alertRulesSchema(rules: readonly RuleDefaults[]) {
  return field(z.strictObject(Object.fromEntries(rules.map((rule) => [rule.name, ruleSchema(rule)]))), {
    description: 'Enabled, severity, duration and threshold of individual rules.',
    expected: 'a map of rule name to {enabled, severity, for, threshold}',
    example: { VLLMQueueGrowing: { threshold: 4, for: '15m' } },
  }).prefault({}) as unknown as z.ZodPrefault<
    z.ZodType<Record<string, RuleNumbers>, Record<string, Partial<RuleNumbers>>>
  >;
}
