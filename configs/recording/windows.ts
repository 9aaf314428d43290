import { duration, longestScrapeInterval } from '../settings/index.ts';
import type { Window } from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';

/** Range of a recorded rate, and the longest dashboard time range that uses it. */
export interface RecordedWindow {
  /** PromQL duration, also the suffix of the series name: `rate5m`. */
  readonly window: Window;
  /** Longest time range of a dashboard that reads this window, in seconds. */
  readonly longestRange: number;
  /** Evaluation interval; by default the global one. */
  readonly interval?: string;
}

/** A rate needs two samples; four scrape intervals tolerate a failed and a late scrape. */
const SCRAPES_PER_WINDOW = 4;

/** Approximate number of points in a panel of half the screen width. */
const POINTS = 720;

/**
 * The recorded windows, shortest first: by default 1m, 5m and 1h. Each is used for time ranges in which it is at least as long
 * as the step, so that no sample is skipped. Only the first reads the engines' metrics; the others average the first, and not
 * each other, since each average reaches back further than its name says.
 */
export function recordedWindows(
  settings: Settings,
): readonly [RecordedWindow, RecordedWindow, RecordedWindow] {
  const short = shortestWindow(settings);
  return [
    // Twice per window: what reads the engines is nearly all that rules cost.
    { window: durationOf(short), longestRange: short * POINTS, interval: durationOf(short / 2) },
    { window: durationOf(5 * short), longestRange: 5 * short * POINTS, interval: durationOf(short) },
    { window: durationOf(60 * short), longestRange: Infinity, interval: durationOf(5 * short) },
  ];
}

const durationOf = (time: number) => duration(time) as Window;

/** In seconds, in whole minutes. */
function shortestWindow(settings: Settings): number {
  return 60 * Math.max(1, Math.ceil((SCRAPES_PER_WINDOW * longestScrapeInterval(settings)) / 60));
}
