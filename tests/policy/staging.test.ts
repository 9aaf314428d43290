import { expect, it } from 'vitest';
import { recordedOf } from '../helpers/golden.ts';
import { audit } from '../helpers/policy.ts';

it('breaks no rule in staging', async () => {
  const { containers, secrets, found } = audit(await recordedOf('staging'));
  expect({ containers, secrets }).toEqual({ containers: 5, secrets: 5 });
  expect(found).toEqual([]);
}, 60_000);
