import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';

interface Overridable {
  overrideByName(name: string, properties: sdk.DynamicConfigValue[]): this;
  overrideByRegexp(regexp: string, properties: sdk.DynamicConfigValue[]): this;
}

/** Grafana color names, which adapt to the light and dark themes. */
type Colors = Readonly<Record<string, string>>;

/** HTTP status: a class such as 5xx, or a code. */
export const STATUS_COLORS: Colors = {
  '/^2/': 'green',
  '/^3/': 'blue',
  '/^4/': 'orange',
  '/^5/': 'red',
};

/** Finish reasons. A response truncated at its length limit is not a failure. */
export const FINISH_COLORS: Colors = {
  stop: 'green',
  length: 'blue',
  repetition: 'purple',
  abort: 'orange',
  error: 'red',
};

/** For graphs that show only failures: shades distinguish the series. */
export const SHADES_OF_RED = new sdk.FieldColorBuilder().mode(sdk.FieldColorModeId.Shades).fixedColor('red');

export const fixedColor = (color: string): sdk.DynamicConfigValue => ({
  id: 'color',
  value: { mode: 'fixed', fixedColor: color },
});

/** Assigns fixed colors by series name, or by a regular expression in slashes. Grafana otherwise assigns them by order. */
export function colored<B extends Overridable>(panel: B, colors: Colors): B {
  for (const [series, color] of Object.entries(colors)) {
    if (series.startsWith('/')) panel.overrideByRegexp(series, [fixedColor(color)]);
    else panel.overrideByName(series, [fixedColor(color)]);
  }
  return panel;
}
