import { describe, expect, it } from 'vitest';
import { STATUS_COLORS } from '../../../configs/dashboards/colors.ts';
import { dashboards, panelsOf, type Panel } from './dashboard.ts';

const panels = dashboards.flatMap((dashboard) =>
  panelsOf(dashboard).map((panel) => [dashboard.title, panel.title, panel] as const),
);

const byStatus = panels.filter(([, , { type, targets = [] }]) => {
  const legends = targets.map(({ legendFormat }) => legendFormat ?? '');
  return type === 'timeseries' && legends.some((legend) => /^\{\{status(_code)?\}\}$/.test(legend));
});

/** Color override of a series. */
function colorOf({ fieldConfig }: Panel, series: string): unknown {
  const own = fieldConfig!.overrides!.find(
    ({ matcher: { id, options } }) =>
      id === 'byRegexp' && new RegExp(String(options).slice(1, -1)).test(series),
  );
  return (own!.properties[0]!.value as { fixedColor: string }).fixedColor;
}

describe('colors', () => {
  it('follow the status on every graph of HTTP responses', () => {
    expect(byStatus.map(([dashboard]) => dashboard)).toEqual(['vLLM Performance', 'Services', 'Logs']);
    for (const [, , panel] of byStatus) {
      for (const [series, color] of [
        ['2xx', 'green'],
        ['304', 'blue'],
        ['429', 'orange'],
        ['503', 'red'],
      ] as const) {
        expect(colorOf(panel, series), panel.title).toBe(color);
      }
    }
    expect(Object.keys(STATUS_COLORS)).toHaveLength(4);
  });

  it.each(panels.filter(([, , { type }]) => type === 'heatmap'))(
    'of %s, %s do not show high counts in red',
    (_, __, panel) => {
      expect(JSON.stringify(panel)).toContain('"scheme":"Blues"');
    },
  );
});
