import { expect, it } from 'vitest';
import { goldenOf } from '../helpers/golden.ts';

it('registers what the checked-in list for dev says', async () => {
  await expect(await goldenOf('dev')).toMatchFileSnapshot('./dev.json');
}, 60_000);
