import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/** Archives contain password hashes, keys and logged prompts, so only their owner may read them. */
export const PRIVATE = 0o600;

/** Size and checksum of a file. */
export interface Fingerprint {
  /** Size in bytes. */
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes a tar stream to a new gzip file, at the lowest level because most of the data are compressed already. */
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

/** @throws if the file cannot be read. */
export async function fingerprint(file: string): Promise<Fingerprint> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { bytes: (await stat(file)).size, sha256: hash.digest('hex') };
}

/** Owner and mode of the archived folder, from its first entry (`./`); Docker does not apply them. */
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
