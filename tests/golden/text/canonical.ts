import { createHash } from 'node:crypto';

/** JSON with sorted keys, so that equal values have equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Placeholder for a value that golden files do not show. */
export const hashOf = (value: unknown) =>
  `#${createHash('sha256').update(canonical(value)).digest('hex').slice(0, 8)}`;
