import { containersOf } from '../../policy/containers.ts';
import { type Candidate, Marked, type Props } from '../../policy/rule.ts';
import { rules, violations } from '../../policy/rules/index.ts';
import { secretValues } from '../../policy/rules/secrets.ts';
import { isSecret, type Recorded } from './mocks.ts';

/** A recorded resource in the rules' format, including secret marks. */
export const candidateOf = ({ type, name, inputs }: Recorded): Candidate => ({
  type,
  name,
  props: marked(inputs) as Props,
});

function marked(value: unknown): unknown {
  if (isSecret(value)) return new Marked(marked(value.value));
  if (Array.isArray(value)) return value.map(marked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, marked(inner)]));
}

/** Violations of all rules, and the number of checked resources: a rule that sees nothing finds nothing. */
export function audit(resources: readonly Recorded[]) {
  const candidates = resources.map(candidateOf);
  return {
    containers: candidates.flatMap(containersOf).length,
    secrets: candidates.flatMap(secretValues).length,
    found: rules.flatMap((rule) =>
      candidates.flatMap((candidate) =>
        violations(rule, candidate).map((what) => `${rule.name}: ${candidate.name}: ${what}`),
      ),
    ),
  };
}
