import { expect, it } from 'vitest';
import { recordedOf } from '../helpers/golden.ts';
import { audit } from '../helpers/policy.ts';

it('breaks no rule in dev', async () => {
  const { containers, secrets, found } = audit(await recordedOf('dev'));
  expect({ containers, secrets }).toEqual({ containers: 12, secrets: 2 });
  expect(found).toEqual([]);
}, 60_000);
