import type * as series from '@grafana/grafana-foundation-sdk/timeseries';
import type { Expression } from '../promql/index.ts';
import { fixedColor } from './colors.ts';
import { timeseries, type PanelArgs } from './panels.ts';

/** One hue, darker toward the tail. */
export const PERCENTILE_COLORS = {
  p50: 'super-light-blue',
  p90: 'light-blue',
  p95: 'blue',
  p99: 'dark-blue',
} as const;

/** Not a percentile, so neutral and dashed. */
export const MEAN = { legend: 'Mean', color: 'text', dash: [6, 4] } as const;

export type Percentile = keyof typeof PERCENTILE_COLORS;

/** Queries of a histogram. */
export interface Distribution {
  /** Query of a quantile between 0 and 1. */
  readonly quantile: (q: number) => Expression;
  readonly mean: Expression;
}

/** Percentiles of a histogram, in the same colors on every dashboard, and the mean. */
export function percentiles(
  args: PanelArgs,
  shown: readonly Percentile[],
  { quantile, mean }: Distribution,
): series.PanelBuilder {
  const panel = timeseries(
    args,
    ...shown.map((percentile) => [quantile(Number(percentile.slice(1)) / 100), percentile] as const),
    [mean, MEAN.legend],
  );
  for (const each of shown) {
    // Objectives are about the p99.
    const lineWidth = { id: 'custom.lineWidth', value: each === 'p99' ? 2 : 1 };
    panel.overrideByName(each, [fixedColor(PERCENTILE_COLORS[each]), lineWidth]);
  }
  return panel.overrideByName(MEAN.legend, [
    fixedColor(MEAN.color),
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [...MEAN.dash] } },
  ]);
}
