import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

/** Path of a program on PATH, or undefined. */
export function toolPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A test suite that requires programs; if one is missing, it is skipped with a line that names it. */
export function describeWith(tools: readonly string[], title: string, body: () => void): void {
  const missing = tools.filter((tool) => toolPath(tool) === undefined);
  if (missing.length > 0) console.log(`skipped: ${title} (not on PATH: ${missing.join(', ')})`);
  describe.skipIf(missing.length > 0)(title, body);
}
