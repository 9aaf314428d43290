/** Windows over which bad and all requests are counted; the last is the SLO period. */
export const WINDOWS = ['30m', '1h', '2h', '6h', '1d', '3d', '30d'] as const;
export type Window = (typeof WINDOWS)[number];

/** Fires if the burn rate exceeds the factor over both the long and the short window. */
export interface BurnWindow {
  readonly long: Window;
  readonly short: Window | '5m';
  /** Burn rate: 1 spends the budget in exactly 30 days. */
  readonly factor: number;
}

/** Spends 2% of the 30-day budget in an hour: the fastest page (Google SRE workbook, ch. 5). */
export const FAST_BURN = 14.4;

/**
 * Windows of the alerts that page and of those that open a ticket. Values of the workbook: 2% of the budget in one hour or 5%
 * in six hours; 10% in one day or in three days.
 */
export const BURN_WINDOWS = {
  Fast: {
    for: '0s',
    windows: [
      { long: '1h', short: '5m', factor: FAST_BURN },
      { long: '6h', short: '30m', factor: 6 },
    ],
  },
  Slow: {
    for: '15m',
    windows: [
      { long: '1d', short: '2h', factor: 3 },
      { long: '3d', short: '6h', factor: 1 },
    ],
  },
} as const satisfies Record<string, { for: string; windows: readonly [BurnWindow, BurnWindow] }>;

export type BurnSpeed = keyof typeof BURN_WINDOWS;
