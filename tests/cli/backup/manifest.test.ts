import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprint, readArchive, writeArchive } from '../../../cli/backup/archive.ts';
import { readManifest, verifyFiles, writeManifest } from '../../../cli/backup/manifest.ts';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backup-manifest-'));
  await writeArchive(Readable.from(['content of a tar']), join(folder, 'loki-data.tar.gz'));
  const print = await fingerprint(join(folder, 'loki-data.tar.gz'));
  const archive = { service: 'loki', image: 'grafana/loki:3.7.6', volume: 'loki-data', stoppedSeconds: 2.5 };
  writeManifest(folder, {
    program: '1.2.3',
    stack: 'dev',
    name: 'llm-monitoring',
    made: '2026-01-02T03:04:05.678Z',
    archives: [{ ...archive, file: 'loki-data.tar.gz', ...print }],
    files: [],
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes the manifest with some text of it replaced. */
function change(from: string | RegExp, to: string): void {
  const file = join(folder, 'manifest.json');
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(file, text.replace(from, to));
}

test('a backup that is whole is taken, and nobody else can read it', async () => {
  await verifyFiles(folder, readManifest(folder));
  for (const file of ['loki-data.tar.gz', 'manifest.json'])
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  const tar = await readArchive(join(folder, 'loki-data.tar.gz')).toArray();
  expect(Buffer.concat(tar as Buffer[]).toString()).toBe('content of a tar');
});

test('an archive is never written over', async () => {
  await expect(writeArchive(Readable.from(['other']), join(folder, 'loki-data.tar.gz'))).rejects.toThrow(
    /EEXIST/,
  );
});

test.each([
  ['is missing', () => rmSync(join(folder, 'loki-data.tar.gz')), /loki-data\.tar\.gz is missing/],
  [
    'is longer',
    () => appendFileSync(join(folder, 'loki-data.tar.gz'), 'x'),
    /has \d+ bytes; the manifest says/,
  ],
  [
    'has one other byte',
    () => {
      const content = readFileSync(join(folder, 'loki-data.tar.gz'));
      content[12]! ^= 1;
      writeFileSync(join(folder, 'loki-data.tar.gz'), content);
    },
    /has the SHA-256 [0-9a-f]{64}; the manifest says [0-9a-f]{64}/,
  ],
])('an archive that %s is refused', async (_, damage, message) => {
  damage();
  await expect(verifyFiles(folder, readManifest(folder))).rejects.toThrow(message);
});

test.each([
  [
    'no manifest',
    () => rmSync(join(folder, 'manifest.json')),
    /is not a backup, or the backup was interrupted/,
  ],
  ['one that is not JSON', () => change('{', '{{'), /manifest\.json is not JSON/],
  [
    'one of a later format',
    () => change('"format": 1', '"format": 2'),
    /has format 2; this program reads format 1/,
  ],
  ['one without a checksum', () => change(/,\s*"sha256": "[^"]*"/, ''), /damaged at "archives\.0\.sha256"/],
  [
    'one with half a checksum',
    () => change(/("sha256": "[^"]{20})[^"]*/, '$1'),
    /damaged at "archives\.0\.sha256"/,
  ],
  [
    'one that leads out of its folder',
    () => change('"loki-data.tar.gz"', '"../x"'),
    /damaged at "archives\.0\.file"/,
  ],
])('a folder with %s is refused', (_, damage, message) => {
  damage();
  expect(() => readManifest(folder)).toThrow(message);
});
