import { createHash } from 'node:crypto';
import { isSecret, plain } from './recorder.ts';

/** Maximum length of texts and lists of names that are shown in full. */
const LONGEST = 100;

/** A short form of one value: secrets are masked, long values become size and hash. */
export function inputText(value: unknown): string {
  if (containsSecret(value)) return '[secret]';
  if (typeof value !== 'object' || value === null) return textOf(String(value));
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return textOf(value.join(','));
  return sizeAndHash(sorted(value));
}

/** `2.1kB,sha256:1f3870be`; the same content has the same hash. */
export function sizeAndHash(text: string): string {
  const bytes = Buffer.byteLength(text);
  const size = bytes < 1000 ? `${bytes}B` : `${(bytes / 1000).toFixed(1)}kB`;
  return `${size},sha256:${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
}

/** As many names as fit. */
export function namesText(names: readonly string[]): string {
  const all = names.join(',');
  if (all.length <= LONGEST) return all;
  const fitting = all.slice(0, LONGEST).split(',').slice(0, -1);
  return `${fitting.join(',')} and ${names.length - fitting.length} more`;
}

const textOf = (text: string): string =>
  text.length > LONGEST || text.includes('\n') ? sizeAndHash(text) : text;

function containsSecret(value: unknown): boolean {
  if (isSecret(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(containsSecret);
}

/** JSON with sorted keys, so that the hash depends only on the content. */
function sorted(value: unknown): string {
  return JSON.stringify(plain(value), (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
