import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

const FOLDER = import.meta.dirname;

/** True while `npm run test:update` is running. */
const isUpdating = () => expect.getState().snapshotState.snapshotUpdateState === 'all';

/** Compares a text with the golden file at that path. */
export async function expectGolden(path: string, text: string): Promise<void> {
  const file = join(FOLDER, path);
  // Vitest would write a missing file, and the test would pass.
  if (!isUpdating()) expect(existsSync(file), `${path} is missing; npm run test:update writes it`).toBe(true);
  await expect(text).toMatchFileSnapshot(file);
}

/** Fails if a folder contains an unused golden file; an update deletes it. */
export function expectNoOther(folder: string, isKnown: (path: string) => boolean): void {
  const obsolete = readdirSync(join(FOLDER, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(FOLDER.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => !isKnown(path));
  if (isUpdating()) for (const path of obsolete) rmSync(join(FOLDER, path));
  else expect(obsolete, 'npm run test:update removes these').toEqual([]);
}
