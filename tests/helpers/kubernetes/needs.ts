import { describe } from 'vitest';
import { toolPath } from '../tools.ts';

/** Programs on PATH, by name. */
export const programs = (...names: readonly string[]): Record<string, string | undefined> =>
  Object.fromEntries(names.map((name) => [name, toolPath(name)]));

/** A test suite that requires programs and files; if one is missing, it is skipped with a line that names it. */
export function describeWithAll(
  needs: Readonly<Record<string, string | undefined>>,
  title: string,
  body: () => void,
): void {
  const missing = Object.entries(needs).flatMap(([name, found]) => (found === undefined ? [name] : []));
  if (missing.length > 0) console.log(`skipped: ${title} (missing: ${missing.join(', ')})`);
  describe.skipIf(missing.length > 0)(title, body);
}
