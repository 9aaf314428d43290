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
  /** What is different while the fault lasts; several phases replace `minutes`. */
  readonly fault?: Behaviours | readonly Phase[];
  /** Healthy cases that look nearly the same; several phases run one after another and stay at the last. */
  readonly neighbour?: Behaviours | readonly Phase[];
  /** What is there in all phases, beside or in place of the healthy fleet. */
  readonly always?: Behaviours;
  /** Without the healthy fleet, for days of recorded series: its samples would take minutes. */
  readonly alone?: true;
  /** Settings in addition to those of the stack. */
  readonly stack?: Readonly<Record<string, unknown>>;
  /** Seconds between two samples, if the stack scrapes less often than usual. */
  readonly scrape?: number;
  /** Seconds between two evaluations; a longer one for faults that last for days. */
  readonly step?: number;
}

export const BEFORE = 20;

/** Phases with what the healthy fleet does in addition. */
function phases(healthy: Behaviours, different: Behaviours | readonly Phase[], minutes: number): Phase[] {
  const list = Array.isArray(different)
    ? (different as readonly Phase[])
    : [{ minutes, behaviours: different as Behaviours }];
  return list.map((phase) => ({ ...phase, behaviours: { ...healthy, ...phase.behaviours } }));
}

const lengthOf = (timeline: readonly Phase[]) => timeline.reduce((sum, { minutes }) => sum + minutes, 0);

/** The fault comes and goes. */
export function faultOf({ minutes = 20, recovery = 20, always = {}, alone, fault = {} }: RuleCase): {
  readonly timeline: readonly Phase[];
  /** Minute at which the fault ends. */
  readonly end: number;
} {
  const healthy = alone ? always : { ...HEALTHY, ...always };
  const before = [{ minutes: BEFORE, behaviours: healthy }, ...phases(healthy, fault, minutes)];
  return { timeline: [...before, { minutes: recovery, behaviours: healthy }], end: lengthOf(before) };
}

/** The neighbouring case stays. */
export function neighbourOf({ minutes = 20, recovery = 20, always = {}, alone, neighbour = {} }: RuleCase): {
  readonly timeline: readonly Phase[];
  readonly end: number;
} {
  const healthy = alone ? always : { ...HEALTHY, ...always };
  const timeline = [
    { minutes: BEFORE, behaviours: healthy },
    ...phases(healthy, neighbour, minutes + recovery),
  ];
  return { timeline, end: lengthOf(timeline) };
}
