import { describe, expect, it } from 'vitest';
import { MEAN, PERCENTILE_COLORS } from '../../../configs/dashboards/percentiles.ts';
import { dashboards, panelsOf, type Panel } from './dashboard.ts';

const graphs = dashboards.flatMap((dashboard) =>
  panelsOf(dashboard)
    .filter(({ type }) => type === 'timeseries')
    .map((panel) => ({ dashboard: dashboard.title, title: panel.title, panel })),
);

const legendsOf = ({ targets = [] }: Panel) => targets.map(({ legendFormat }) => legendFormat ?? '');
const isPercentile = (legend: string) => /(^|\W)p\d{2}/i.test(legend);
const withPercentiles = graphs.filter(({ panel }) => legendsOf(panel).some(isPercentile));

/** Overrides of one series. */
function propertiesOf({ fieldConfig }: Panel, legend: string): Readonly<Record<string, unknown>> {
  const own = fieldConfig!.overrides!.filter(
    ({ matcher }) => matcher.id === 'byName' && matcher.options === legend,
  );
  return Object.fromEntries(own.flatMap(({ properties }) => properties).map(({ id, value }) => [id, value]));
}

describe('percentiles', () => {
  it('are on several dashboards', () => {
    expect(new Set(withPercentiles.map(({ dashboard }) => dashboard)).size).toBeGreaterThan(1);
    expect(withPercentiles.length).toBeGreaterThan(15);
  });

  it.each(withPercentiles)('of $dashboard, $title have the colors of the palette', ({ panel }) => {
    for (const legend of legendsOf(panel)) {
      const properties = propertiesOf(panel, legend);
      if (legend === MEAN.legend) {
        expect(properties).toMatchObject({
          color: { mode: 'fixed', fixedColor: MEAN.color },
          'custom.lineStyle': { fill: 'dash' },
        });
      } else {
        // A percentile of several models or jobs is named in the title, because colors distinguish those.
        expect(Object.keys(PERCENTILE_COLORS)).toContain(legend);
        const fixedColor = PERCENTILE_COLORS[legend as keyof typeof PERCENTILE_COLORS];
        expect(properties['color']).toEqual({ mode: 'fixed', fixedColor });
      }
    }
  });

  it('use one hue, the lightest first', () => {
    const [hue] = PERCENTILE_COLORS.p95.split('-').slice(-1);
    const shades = ['super-light-', 'light-', '', 'semi-dark-', 'dark-'].map((shade) => `${shade}${hue}`);
    const positions = Object.values(PERCENTILE_COLORS).map((color) => shades.indexOf(color));
    expect(positions).not.toContain(-1);
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
    expect(Object.keys(PERCENTILE_COLORS)).toEqual(Object.keys(PERCENTILE_COLORS).sort());
  });
});
