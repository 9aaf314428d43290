import { expect } from 'vitest';
import type { LokiEntry } from '../../lab/logs/loki-api.ts';

/** Numbers of the entries that a logging container printed. */
export function numbersOf(entries: readonly LokiEntry[]): string[] {
  return entries.flatMap(({ line }) => /entry=(\d+)/.exec(line)?.[1] ?? []);
}

/**
 * Every printed line exactly once: one in 50 entries is a traceback of four lines. An outage may split one in two without
 * losing lines.
 */
export function expectOnce(entries: readonly LokiEntry[], count: number, planted = 0): void {
  const numbers = numbersOf(entries);
  expect(new Set(numbers).size).toBe(count);
  expect(numbers).toHaveLength(count);
  const printed = entries.flatMap(({ line }) => line.split('\n'));
  expect(printed).toHaveLength(count + planted + 3 * Math.floor(count / 50));
}
