import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Stack } from '../stacks.ts';
import type { Identity } from './identity.ts';

const FOLDER = new URL('../releases/', import.meta.url);

/** Identities of the resources of each stack, as of a release. */
export type ReleaseRecord = Readonly<Record<Stack, readonly Identity[]>>;

/** Versions with a record, the oldest first. */
export const recordedReleases = (): string[] =>
  readdirSync(FOLDER)
    .map((file) => file.replace(/\.json$/, ''))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

export const readRecord = (release: string): ReleaseRecord =>
  JSON.parse(readFileSync(new URL(`${release}.json`, FOLDER), 'utf8')) as ReleaseRecord;

/** Writes a record with one line per resource, and returns its path. */
export function writeRecord(release: string, record: ReleaseRecord): string {
  const stacks = Object.entries(record).map(
    ([stack, identities]) =>
      `${JSON.stringify(stack)}: [\n${identities.map((one) => JSON.stringify(one)).join(',\n')}\n]`,
  );
  const file = new URL(`${release}.json`, FOLDER);
  writeFileSync(file, `{\n${stacks.join(',\n')}\n}\n`);
  return fileURLToPath(file);
}
