import { duration, seconds } from '../settings/index.ts';
import type { Window } from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';

/** How far back each value of a recorded rate looks, and up to which time range a dashboard reads it. */
export interface RecordedWindow {
  /** PromQL duration, also the end of the series' name: `rate5m`. */
  readonly window: Window;
  /** Longest time range of a dashboard that reads this window, in seconds. */
  readonly longestRange: number;
  /** Time between two evaluations; without one, that of all rules. */
  readonly interval?: string;
}

/** A rate needs two samples; four scrapes leave room for a failed one and a late one. */
const SCRAPES_PER_WINDOW = 4;

/** About the number of points a panel of half the screen draws. */
const POINTS = 720;

/**
 * The recorded windows, shortest first: by default 1m, 5m and 1h. Each serves the time ranges in which it is at least as
 * long as the distance between two points, so that no sample falls between them. Only the first reads what the engines
 * expose; the others average it, and not each other, as each average reaches back further than its name says.
 */
export function recordedWindows(
  settings: Settings,
): readonly [RecordedWindow, RecordedWindow, RecordedWindow] {
  const short = shortestWindow(settings);
  return [
    { window: durationOf(short), longestRange: short * POINTS },
    { window: durationOf(5 * short), longestRange: 5 * short * POINTS, interval: durationOf(short) },
    { window: durationOf(60 * short), longestRange: Infinity, interval: durationOf(5 * short) },
  ];
}

const durationOf = (time: number) => duration(time) as Window;

/** In seconds, whole minutes. */
function shortestWindow({ prometheus, targets }: Settings): number {
  const intervals = [prometheus.scrapeInterval, ...targets.flatMap(({ interval }) => interval ?? [])];
  const slowest = Math.max(...intervals.map(seconds));
  return 60 * Math.max(1, Math.ceil((SCRAPES_PER_WINDOW * slowest) / 60));
}
