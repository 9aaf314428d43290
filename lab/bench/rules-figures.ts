/** Cost of the rules of one group. */
export interface RuleGroupCost {
  readonly group: string;
  readonly rules: number;
  /** Seconds between two evaluations. */
  readonly interval: number;
  /** Series that its selectors find, per second. */
  readonly seriesPerSecond: number;
  /** Samples that it writes per second; 0 for alerts. */
  readonly samplesPerSecond: number;
  /** Of one core. */
  readonly share: number;
}

/** Cost of all rules over a fleet. */
export interface RulesFigures {
  readonly fleet: string;
  readonly recordedSeries: number;
  readonly scrapedSeries: number;
  /** In seconds. */
  readonly scrapeInterval: number;
  readonly groups: readonly RuleGroupCost[];
}
