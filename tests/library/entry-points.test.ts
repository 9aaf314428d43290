import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Pulumi runs the `exports` of package.json in preference to `main` (pulumi/pulumi `sdk/nodejs/cmd/run/run.ts`), unless
 * Pulumi.yaml has an entry point. The library creates no resources: an `up` of it would delete a stack.
 */
it('Pulumi runs the program, and other programs import the library', () => {
  const { main } = parse(readFileSync(join(ROOT, 'Pulumi.yaml'), 'utf8')) as { main?: string };
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    exports: { '.': { default: string } };
  };
  expect(main).toBe('index.ts');
  expect(existsSync(join(ROOT, main!))).toBe(true);
  expect(exports['.'].default).toBe('./dist/library.js');
});
