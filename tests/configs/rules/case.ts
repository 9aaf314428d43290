import { HEALTHY } from './fleet.ts';
import type { Behaviours, Phase } from './timeline.ts';

/** One rule, put to the proof in three phases: healthy, faulty, healthy again. */
export interface RuleCase {
  /** Name of the rule. */
  readonly rule: string;
  /** Minutes of the fault; at their end the alert fires. By default 20. */
  readonly minutes?: number;
  /** Minutes after it; at their end the alert is resolved. By default 20. */
  readonly recovery?: number;
  /** What is different while the fault lasts. */
  readonly fault: Behaviours;
  /** Nearly the same, and nothing to tell anybody of. */
  readonly neighbour: Behaviours;
  /** What is there in all phases, beside or in place of the healthy fleet. */
  readonly always?: Behaviours;
  /** Seconds between two evaluations; a longer one for faults that last for days. */
  readonly step?: number;
}

export const BEFORE = 20;

/** The fault comes and goes. */
export function faultOf({ minutes = 20, recovery = 20, always = {}, fault }: RuleCase): readonly Phase[] {
  const healthy = { ...HEALTHY, ...always };
  return [
    { minutes: BEFORE, behaviours: healthy },
    { minutes, behaviours: { ...healthy, ...fault } },
    { minutes: recovery, behaviours: healthy },
  ];
}

/** The neighbouring case stays. */
export function neighbourOf({
  minutes = 20,
  recovery = 20,
  always = {},
  neighbour,
}: RuleCase): readonly Phase[] {
  const healthy = { ...HEALTHY, ...always };
  return [
    { minutes: BEFORE, behaviours: healthy },
    { minutes: minutes + recovery, behaviours: { ...healthy, ...neighbour } },
  ];
}
