import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';

interface Overridable {
  overrideByName(name: string, properties: sdk.DynamicConfigValue[]): this;
  overrideByRegexp(regexp: string, properties: sdk.DynamicConfigValue[]): this;
}

/** Named colors of Grafana, which adapts them to its light and dark theme. */
type Colors = Readonly<Record<string, string>>;

/** HTTP status, as a class such as 5xx or as a number. */
export const STATUS_COLORS: Colors = {
  '/^2/': 'green',
  '/^3/': 'blue',
  '/^4/': 'orange',
  '/^5/': 'red',
};

/** How a request ended; an answer cut off at its length limit is no failure. */
export const FINISH_COLORS: Colors = {
  stop: 'green',
  length: 'blue',
  repetition: 'purple',
  abort: 'orange',
  error: 'red',
};

/** For graphs of nothing but failures: the shades tell the series apart. */
export const SHADES_OF_RED = new sdk.FieldColorBuilder().mode(sdk.FieldColorModeId.Shades).fixedColor('red');

export const fixedColor = (color: string): sdk.DynamicConfigValue => ({
  id: 'color',
  value: { mode: 'fixed', fixedColor: color },
});

/** Fixes colors of series by name, or by a regular expression in slashes. Without it they follow the order of the series. */
export function colored<B extends Overridable>(panel: B, colors: Colors): B {
  for (const [series, color] of Object.entries(colors)) {
    if (series.startsWith('/')) panel.overrideByRegexp(series, [fixedColor(color)]);
    else panel.overrideByName(series, [fixedColor(color)]);
  }
  return panel;
}
