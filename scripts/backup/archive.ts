import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/** Archives hold passwords' hashes, keys and prompts that were logged; nobody else may read them. */
export const PRIVATE = 0o600;

/** What a file is known by. */
export interface Fingerprint {
  /** Size in bytes. */
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes a tar stream as a gzip file that did not exist. Blocks and chunks are compressed already, so little is tried. */
export async function writeArchive(tar: Readable, file: string): Promise<void> {
  await pipeline(tar, createGzip({ level: 1 }), createWriteStream(file, { flags: 'wx', mode: PRIVATE }));
}

/** The tar stream of a gzip file. */
export function readArchive(file: string): Readable {
  const compressed = createReadStream(file);
  const tar = createGunzip();
  compressed.on('error', (error) => tar.destroy(error));
  return compressed.pipe(tar);
}

/** @throws where the file cannot be read. */
export async function fingerprint(file: string): Promise<Fingerprint> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { bytes: (await stat(file)).size, sha256: hash.digest('hex') };
}
