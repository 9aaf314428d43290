import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { referenceFiles } from '../../docs/generate/reference-files.ts';

it.each([...(await referenceFiles())])('%s is up to date (npm run reference)', (path, text) => {
  expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(text);
});
