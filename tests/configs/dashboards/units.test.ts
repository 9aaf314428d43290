import { describe, expect, it } from 'vitest';
import { COUNT_UNITS, LISTED_UNITS, type Unit } from '../../../configs/dashboards/units.ts';
import { metricOf } from '../../../configs/promql/index.ts';
import { dashboards, panelsOf, promqlQueries, type Panel } from './dashboard.ts';
import { selectorsOf, withDurations } from './promql-tree.ts';

const ALLOWED: readonly string[] = [...LISTED_UNITS, ...COUNT_UNITS, 'currency:USD '];

/** Units of the fields and axes of a panel, wherever they are set. */
function unitsOf(panel: Panel): readonly string[] {
  return [...JSON.stringify(panel).matchAll(/"unit":"([^"]*)"|"id":"unit","value":"([^"]*)"/g)].map(
    ([, plain, override]) => plain ?? override!,
  );
}

/** Unit of the per-second rate of each counter unit. */
const RATES: Readonly<Record<string, readonly Unit[]>> = {
  tokens: ['count:tok/s'],
  requests: ['reqps', 'count:/s'],
  lines: ['count:lines/s', 'count:/s'],
  samples: ['count:samples/s'],
  spans: ['count:spans/s', 'count:/s'],
  steps: ['count:steps/s'],
  bytes: ['Bps'],
  seconds: ['count:cores', 'percentunit'],
  flops: ['flops'],
};
const OTHER_RATES: readonly Unit[] = ['count:/s', 'ops'];

/** Queries that are plain sums of rates: a quotient or a percentile has its own unit. */
const rates = promqlQueries.flatMap((query) => {
  const expr = withDurations(query.expr);
  if (/\/|histogram_quantile|topk|^1 -/.test(expr.replaceAll(/"[^"]*"/g, '""'))) return [];
  const counted = selectorsOf(expr).filter(({ range, name }) => range !== undefined && metricOf(name));
  return counted.slice(0, 1).map(({ name }) => ({ ...query, name }));
});

describe('units', () => {
  it.each(
    dashboards.flatMap((dashboard) =>
      panelsOf(dashboard).map((panel) => [dashboard.title, panel.title, panel] as const),
    ),
  )('of %s, %s are those that the dashboards share', (_dashboard, _title, panel) => {
    expect(unitsOf(panel).filter((unit) => !ALLOWED.includes(unit))).toEqual([]);
  });

  it('are all in use', () => {
    const used = new Set(dashboards.flatMap((dashboard) => panelsOf(dashboard).flatMap(unitsOf)));
    expect(ALLOWED.filter((unit) => !used.has(unit))).toEqual([]);
  });

  it('cover rates of most units', () => expect(rates.length).toBeGreaterThan(80));

  it.each(rates)('of $dashboard, $title $refId match the metric', ({ panel, refId, legendFormat, name }) => {
    const metric = metricOf(name)!;
    // Cells of a heatmap are observations, whatever the buckets measure.
    if (panel.type === 'heatmap') return expect(unitsOf(panel)).toContain('count:/s');
    const observed = name === 'vllm:iteration_tokens_total_count' ? 'steps' : 'requests';
    const counted = name === `${metric.name}_count` ? observed : metric.unit;
    expect(RATES[counted] ?? OTHER_RATES, name).toContain(unitOf(panel, refId, legendFormat));
  });
});

/** Unit of one query: that of its column in a table, otherwise that of its override or of the panel. */
function unitOf({ type, fieldConfig }: Panel, refId: string, legend?: string): unknown {
  const { defaults, overrides = [] } = fieldConfig!;
  const units = overrides.flatMap(({ matcher, properties }) =>
    properties.filter(({ id }) => id === 'unit').map(({ value }) => [matcher.options, value] as const),
  );
  if (type === 'table') return units[refId.charCodeAt(0) - 65]![1];
  return units.find(([series]) => series === legend)?.[1] ?? defaults.unit;
}
