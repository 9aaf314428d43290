/** The quantile of some values, as the smallest one that so many do not exceed. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return rounded(sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN);
}

/** With two decimals. */
export const rounded = (value: number): number => Math.round(value * 100) / 100;
