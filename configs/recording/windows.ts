import { duration, longestScrapeInterval } from '../settings/index.ts';
import type { Window } from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';

/** Range of a recorded rate, and the longest dashboard time range that uses it. */
export interface RecordedWindow {
  /** PromQL duration, also the suffix of the series name: `rate5m`. */
  readonly window: Window;
  /** Longest time range of a dashboard that reads this window, in seconds. */
  readonly longestRange: number;
  /** Evaluation interval. */
  readonly interval: Window;
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
    {
      window: durationOf(short),
      longestRange: short * POINTS,
      interval: durationOf(shortestInterval(short)),
    },
    { window: durationOf(5 * short), longestRange: 5 * short * POINTS, interval: within(short) },
    { window: durationOf(60 * short), longestRange: Infinity, interval: within(5 * short) },
  ];
}

/**
 * Range that the shortest rates read of the engines: the window and one scrape interval. A rate compares the first and the last sample
 * in its range, so that ranges that only touch would never count what happens from the last scrape of one to the first of the next.
 */
export function shortestReach(settings: Settings): Window {
  return durationOf(shortestWindow(settings) + longestScrapeInterval(settings));
}

/** The window, or as long a one as a rate of these scrapes needs. */
export function windowOf(settings: Settings, least: number): Window {
  return durationOf(Math.max(least, SCRAPES_PER_WINDOW * longestScrapeInterval(settings)));
}

/** Gauges have no window; twice a minute is as often as alert rules are evaluated by default. */
export const GAUGE_INTERVAL = '30s' satisfies Window;

/** Seconds after which Prometheus takes a series without a new sample for gone (`--query.lookback-delta`). */
const LOOKBACK = 300;

const within = (time: number) => durationOf(Math.min(time, LOOKBACK));

/**
 * Once per window, since reading the engines is nearly all that rules cost. Of long windows a divisor, so that every second is in
 * as many of them: the averages rely on it.
 */
const shortestInterval = (short: number) => (short % 120 === 0 ? 120 : 60);

const durationOf = (time: number) => duration(time) as Window;

/** In seconds, in whole minutes. */
function shortestWindow(settings: Settings): number {
  return 60 * Math.max(1, Math.ceil((SCRAPES_PER_WINDOW * longestScrapeInterval(settings)) / 60));
}
