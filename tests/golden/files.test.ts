import { describe, expect, it } from 'vitest';
import { expectGolden, expectNoOther } from './golden-file.ts';
import { renderedGolden } from './layout.ts';
import { STACKS } from './stacks.ts';

const golden = renderedGolden();

describe('the files that the stacks render', () => {
  it.each([...golden])('%s', expectGolden);

  it('are exactly the checked-in files', () => {
    expect(golden.size).toBeGreaterThan(30);
    for (const folder of ['shared', ...STACKS])
      expectNoOther(folder, (path) => golden.has(path) || path.endsWith('/resources.txt'));
  });
});
