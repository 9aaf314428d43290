/** Unit ids of Grafana (grafana `packages/grafana-data/src/valueFormats/categories.ts`). */
export const LISTED_UNITS = [
  'none',
  'short',
  'percent',
  'percentunit',
  's',
  'ns',
  'bytes',
  'Bps',
  'reqps',
  'ops',
  'flops',
  'hertz',
  'watt',
  'watth',
  'celsius',
  'dateTimeAsIso',
  'dateTimeFromNow',
] as const;

/**
 * Custom units. Grafana scales `count:` like its own rates: 12300 in `count:tok/s` reads "12.3K tok/s"
 * (`valueFormats.ts`, getValueFormat). `count:/s` is for events named by the panel title.
 */
export const COUNT_UNITS = [
  'count:tok',
  'count:tok/s',
  'count:steps/s',
  'count:lines/s',
  'count:spans/s',
  'count:samples/s',
  'count:cores',
  'count:GPU h',
  'count:/s',
] as const;

/** An amount of money: Grafana writes what follows the colon before the number. */
export type CurrencyUnit = `currency:${string} `;

/** Unit of a panel or a column. */
export type Unit = (typeof LISTED_UNITS)[number] | (typeof COUNT_UNITS)[number] | CurrencyUnit;
