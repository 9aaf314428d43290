import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { referenceFiles } from '../../docs/generate/reference-files.ts';

it.each([...referenceFiles()])('%s says what the schema says (npm run reference)', (path, text) => {
  expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(text);
});
