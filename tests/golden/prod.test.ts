import { expect, it } from 'vitest';
import { goldenOf } from '../helpers/golden.ts';

it('registers what the checked-in list for prod says', async () => {
  await expect(await goldenOf('prod')).toMatchFileSnapshot('./prod.json');
}, 60_000);
