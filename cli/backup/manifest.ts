import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../stack/user-error.ts';
import { type Fingerprint, fingerprint, PRIVATE } from './archive.ts';

/** Incremented when older versions of `restore` cannot read new backups. */
const FORMAT = 1;
const FILE = 'manifest.json';

const plainName = z.string().refine((name) => name === basename(name) && name !== '' && name !== '..');
const file = { file: plainName, bytes: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) };

const schema = z.strictObject({
  format: z.literal(FORMAT),
  /** Version of this program. */
  program: z.string(),
  stack: z.string(),
  /** Key `llm-monitoring:name`, the prefix of the volumes. */
  name: z.string(),
  /** Start of the backup, ISO 8601. */
  made: z.iso.datetime(),
  archives: z.array(
    z.strictObject({
      service: z.string(),
      /** Image of the server that wrote the data; its tag is the version. */
      image: z.string(),
      volume: z.string(),
      /** Seconds from the stop of the server for its copy until it was healthy again; 0 if it was not running. */
      stoppedSeconds: z.number().nonnegative(),
      ...file,
    }),
  ),
  /** State of the stack, and its stack file. */
  files: z.array(z.strictObject(file)),
});

/** Contents of a backup. Written last, so a folder without a manifest is not a valid backup. */
export type Manifest = z.infer<typeof schema>;
export type Archive = Manifest['archives'][number];

export function writeManifest(folder: string, content: Omit<Manifest, 'format'>): void {
  const text = `${JSON.stringify({ format: FORMAT, ...content }, null, 2)}\n`;
  writeFileSync(join(folder, FILE), text, { flag: 'wx', mode: PRIVATE });
}

/** @throws UserError if there is no manifest, or it is invalid. */
export function readManifest(folder: string): Manifest {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(join(folder, FILE), 'utf8'));
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError(
      absent
        ? `${folder} has no ${FILE}: it is not a backup, or the backup was interrupted`
        : `${FILE} is not JSON`,
      'Set --from to a folder that npm run backup wrote.',
    );
  }
  const { format } = (content ?? {}) as { format?: unknown };
  if (typeof format === 'number' && format !== FORMAT) {
    throw new UserError(
      `The backup has format ${format}; this program reads format ${FORMAT}`,
      'Restore it with the version of the program that wrote it (key "program" of its manifest).',
    );
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new UserError(`${FILE} is damaged at "${path.join('.')}": ${message}`, 'Take another backup.');
}

/** @throws UserError naming the first file that differs from the manifest. */
export async function verifyFiles(folder: string, { archives, files }: Manifest): Promise<void> {
  for (const expected of [...archives, ...files]) {
    const fault = await faultOf(join(folder, expected.file), expected);
    if (fault !== undefined) {
      throw new UserError(
        `${expected.file} ${fault}`,
        'Nothing was changed. Take another copy of the backup.',
      );
    }
  }
}

async function faultOf(path: string, expected: Fingerprint): Promise<string | undefined> {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return 'is missing';
  if (size !== expected.bytes) return `has ${size} bytes; the manifest says ${expected.bytes}`;
  const { sha256 } = await fingerprint(path);
  return sha256 === expected.sha256
    ? undefined
    : `has the SHA-256 ${sha256}; the manifest says ${expected.sha256}`;
}
