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

/** Owner and mode of the folder that an archive is of, from its first entry (`./`); the engine does not apply them. */
export async function rootOf(file: string): Promise<{ owner: string; mode: string }> {
  const tar = readArchive(file);
  for await (const chunk of tar) {
    // POSIX ustar: mode at 100, uid at 108, gid at 116, as octal text of eight bytes each.
    const [mode, uid, gid] = [100, 108, 116].map((at) =>
      Number.parseInt((chunk as Buffer).toString('latin1', at, at + 8), 8),
    );
    return { owner: `${uid}:${gid}`, mode: (mode! & 0o7777).toString(8) };
  }
  throw new Error(`${file} is empty`);
}
