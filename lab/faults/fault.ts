import type { FaultLab } from './lab.ts';

/** Kinds of faults, in execution order. */
export const KINDS = ['kill', 'freeze', 'target', 'up', 'away', 'network', 'disk', 'clock'] as const;
export type Kind = (typeof KINDS)[number];

/** A fault, and the check that the stack survives it. */
export interface Fault {
  /** `kind:what`, used for selection. */
  readonly name: `${Kind}:${string}`;
  /** Expected behavior, as printed in the table. */
  readonly expected: string;
  /**
   * Injects the fault, ends it and checks the stack.
   *
   * @returns a short summary.
   * @throws if the stack did not survive.
   */
  readonly run: (lab: FaultLab) => Promise<string>;
}

/** A table row. */
export interface Outcome {
  readonly fault: string;
  readonly expected: string;
  readonly happened: string;
  readonly seconds: number;
  readonly survived: boolean;
}
