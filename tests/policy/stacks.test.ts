import { expect, it } from 'vitest';
import { recordedStacks } from '../golden/recorded-stacks.ts';
import { audit } from '../helpers/policy.ts';

const recorded = await recordedStacks();

it.each([
  ['dev', { containers: 14, secrets: 2 }],
  ['kind', { containers: 8, secrets: 5 }],
  ['staging', { containers: 5, secrets: 5 }],
  ['prod', { containers: 6, secrets: 5 }],
] as const)('breaks no rule in %s', (stack, expected) => {
  const { containers, secrets, found } = audit(recorded[stack]);
  expect({ containers, secrets }).toEqual(expected);
  expect(found).toEqual([]);
});
