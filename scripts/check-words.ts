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
  'configs/**/*.ts',
  'components/**/*.ts',
  'lab/**/*.ts',
  'policy/**/*.ts',
  'plugin/**/*.ts',
  'examples/**/*.ts',
  '*.ts',
  'eslint*.js',
];
/** Texts that are not checked: prompts are data. */
const EXCEPT = ['configs/demo/driver/prompts.ts'];

const filesOf = (pattern: string): string[] => {
  const files = globSync(pattern, { cwd: ROOT, exclude: EXCEPT });
  if (files.length === 0) throw new Error(`${pattern} matches no file`);
  return files;
};

const errors = CHECKED.flatMap(filesOf).flatMap((path) =>
  wordErrors(path, readFileSync(join(ROOT, path), 'utf8')),
);
errors.forEach((error) => console.error(error));
if (errors.length > 0) process.exitCode = 1;
