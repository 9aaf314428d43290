import type { FaultLab } from './lab.ts';

/** Kinds of faults, in the order in which they are tried. */
export const KINDS = ['kill', 'freeze', 'target', 'up', 'away', 'network', 'disk', 'clock'] as const;
export type Kind = (typeof KINDS)[number];

/** One thing that goes wrong, and how it is seen that the stack survives it. */
export interface Fault {
  /** `kind:what`, by which it is chosen. */
  readonly name: `${Kind}:${string}`;
  /** What has to hold, as the table says it. */
  readonly expected: string;
  /**
   * Brings the fault about, mends it and looks.
   *
   * @returns what happened, in a few words.
   * @throws where the stack did not survive it.
   */
  readonly run: (lab: FaultLab) => Promise<string>;
}

/** A row of the table. */
export interface Outcome {
  readonly fault: string;
  readonly expected: string;
  readonly happened: string;
  readonly seconds: number;
  readonly survived: boolean;
}
