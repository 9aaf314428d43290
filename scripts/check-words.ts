/** `npm run check:words`: fails if pages, comments or string literals use wordings that the glossary replaces. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { wordErrors } from './words/check.ts';

const ROOT = dirname(import.meta.dirname);

const CHECKED = [
  '*.md',
  'docs/*.md',
  'cli/**/*.{md,ts}',
  'lab/*.md',
  'scripts/**/*.ts',
  'configs/settings/**/*.ts',
];
/** Their texts are in `configs/rules`. */
const GENERATED = ['docs/runbook.md', 'docs/alerts.md'];

const errors = CHECKED.flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
  .filter((path) => !GENERATED.includes(path))
  .flatMap((path) => wordErrors(path, readFileSync(join(ROOT, path), 'utf8')));
errors.forEach((error) => console.error(error));
if (errors.length > 0) process.exitCode = 1;
