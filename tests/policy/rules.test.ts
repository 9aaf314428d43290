import { describe, expect, test } from 'vitest';
import { exceptions } from '../../policy/exceptions.ts';
import { rules, violations } from '../../policy/rules/index.ts';
import { access } from './examples/access.ts';
import { containers } from './examples/containers.ts';
import { docker, object } from './examples/resources.ts';

const EXAMPLES = { ...containers, ...access };

test('every rule has examples of both kinds', () => {
  expect(Object.keys(EXAMPLES)).toEqual(rules.map(({ name }) => name));
});

describe.each(rules.map((rule) => [rule.name, rule] as const))('%s', (name, rule) => {
  const { good, bad } = EXAMPLES[name]!;
  test.each(good.map((candidate, index) => [index, candidate] as const))(
    'accepts example %i',
    (_, candidate) => {
      expect(violations(rule, candidate)).toEqual([]);
    },
  );
  test.each(bad.map((candidate, index) => [index, candidate] as const))(
    'rejects example %i',
    (_, candidate) => {
      expect(violations(rule, candidate)).not.toEqual([]);
    },
  );
});

test('no violation contains a secret', () => {
  const said = rules.flatMap((rule) => [
    ...violations(
      rule,
      docker({ ports: [{ ip: '0.0.0.0' }], envs: ['GF_SECURITY_ADMIN_PASSWORD=changeme'] }),
    ),
    ...violations(rule, object('kubernetes:core/v1:Secret', { stringData: { password: 'changeme' } })),
  ]);
  expect(said.length).toBeGreaterThan(3);
  expect(said.join('\n')).not.toContain('changeme');
});

test('every exception names a rule and a reason', () => {
  for (const { rule, reason } of exceptions) {
    expect(rules.map(({ name }) => name)).toContain(rule);
    expect(reason.length).toBeGreaterThan(40);
  }
});
