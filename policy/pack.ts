/** The policy pack: `npm run pulumi -- preview --policy-pack policy`. */
import { PolicyPack, type ResourceValidationPolicy } from '@pulumi/policy';
import { known } from './known.ts';
import type { Rule } from './rule.ts';
import { rules, violations } from './rules/index.ts';

const policy = (rule: Rule): ResourceValidationPolicy => ({
  name: rule.name,
  description: rule.description,
  enforcementLevel: rule.level,
  validateResource: ({ type, name, props }, reportViolation) => {
    for (const violation of violations(rule, { type, name, props: known(props) })) {
      reportViolation(`${name}: ${violation}`);
    }
  },
});

new PolicyPack('llm-monitoring', {
  policies: rules.filter(({ name }) => name !== 'no-plain-secrets').map(policy),
});
