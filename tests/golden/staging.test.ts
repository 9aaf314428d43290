import { expect, it } from 'vitest';
import { goldenOf } from '../helpers/golden.ts';

it('registers what the checked-in list for staging says', async () => {
  await expect(await goldenOf('staging')).toMatchFileSnapshot('./staging.json');
}, 60_000);
