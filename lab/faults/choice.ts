import { parseArgs } from 'node:util';

export interface Choice {
  /** Names, or kinds such as `kill`; all if empty. */
  readonly only: readonly string[];
  /** Number of times that `up` is killed. */
  readonly kills: number;
  /** Duration in seconds for which a server is stopped. */
  readonly away: number;
  /** Seed for the points in time at which `up` is killed. */
  readonly seed: number;
  readonly list: boolean;
  readonly help: boolean;
}

export const USAGE = `Injects faults into a separate dev stack and prints the results.

  npm run test:faults -- [--only NAME,...] [--kills 5] [--away 120] [--seed 1] [--list]

  --only   faults by name (kill:loki) or kind (kill)
  --kills  number of times that "up" is killed at a random point in time
  --away   time for which a server is stopped, in seconds
  --seed   seed of the random points in time
  --list   list the faults and exit

Requires Docker with the images of configs/versions.ts, and the Pulumi CLI.`;

/** @throws Error with the unknown word. */
export function parseChoice(args: readonly string[]): Choice {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: '' },
      kills: { type: 'string', default: '5' },
      away: { type: 'string', default: '120' },
      seed: { type: 'string', default: '1' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    only: values.only.split(',').filter((word) => word !== ''),
    kills: wholeNumber('--kills', values.kills),
    away: wholeNumber('--away', values.away),
    seed: wholeNumber('--seed', values.seed),
    list: values.list,
    help: values.help,
  };
}

function wholeNumber(flag: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text))
    throw new Error(`${flag} is "${text}"; allowed: a whole number above 0 (example: 5)`);
  return Number(text);
}

/**
 * The selected faults, in their defined order.
 *
 * @throws Error if a word matches none.
 */
export function choose<F extends { readonly name: string }>(
  faults: readonly F[],
  only: readonly string[],
): F[] {
  const named = (fault: F, word: string) => fault.name === word || fault.name.startsWith(`${word}:`);
  const unknown = only.filter((word) => !faults.some((fault) => named(fault, word)));
  if (unknown.length > 0) {
    throw new Error(
      `--only: no fault "${unknown.join(', ')}"; allowed: ${faults.map(({ name }) => name).join(', ')}`,
    );
  }
  return only.length === 0 ? [...faults] : faults.filter((fault) => only.some((word) => named(fault, word)));
}
