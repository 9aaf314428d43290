import * as common from '@grafana/grafana-foundation-sdk/common';
import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmaps from '@grafana/grafana-foundation-sdk/heatmap';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stats from '@grafana/grafana-foundation-sdk/stat';
import * as timelines from '@grafana/grafana-foundation-sdk/statetimeline';
import * as tables from '@grafana/grafana-foundation-sdk/table';
import * as series from '@grafana/grafana-foundation-sdk/timeseries';
import { print, type Expression } from '../promql/index.ts';
import { describe, withoutData } from './describe.ts';
import { placesShown } from './place.ts';
import type { Unit } from './units.ts';
import { special } from './value-mappings.ts';
import { PROMETHEUS, WINDOW } from './variables.ts';

export interface PanelArgs {
  readonly title: string;
  /** Description: what the panel shows and what a bad value looks like. */
  readonly text: string;
  readonly unit: Unit;
  /** Axis label: what a plain number counts, such as `requests`, if neither title nor unit says so. */
  readonly counts?: string;
  /** Text of the empty state; says why there is no data. */
  readonly idle?: string;
}

/** An expression and the legend of its series, which may contain `{{label}}`. */
export type Query = readonly [expression: Expression, legend: string];

/** Default empty state. */
const NO_REQUESTS = 'No requests';

interface Titled {
  title(title: string): this;
  description(description: string): this;
  datasource(source: typeof PROMETHEUS): this;
  unit(unit: string): this;
  noValue(text: string): this;
}

function titled<B extends Titled>(
  builder: B,
  { title, text, unit, idle }: PanelArgs,
  expressions: readonly Expression[],
): B {
  return builder
    .title(title)
    .description(describe(text, expressions))
    .datasource(PROMETHEUS)
    .unit(unit)
    .noValue(withoutData(idle ?? NO_REQUESTS, expressions));
}

/** Lowest upper end of the axis: for all-zero series Grafana would otherwise draw up to 10,000%. */
const SOFT_MAX: Readonly<Partial<Record<Unit, number>>> = { percentunit: 0.01, percent: 1, s: 0.01 };

/** A legend as a table. Few of its rows are visible, so the currently worst come first. */
export function worstFirst(worst: 'most' | 'least'): common.VizLegendOptionsBuilder {
  return new common.VizLegendOptionsBuilder()
    .displayMode(common.LegendDisplayMode.Table)
    .placement(common.LegendPlacement.Bottom)
    .showLegend(true)
    .calcs(['lastNotNull', worst === 'most' ? 'max' : 'min'])
    .sortBy('Last *')
    .sortDesc(worst === 'most');
}

/** A time series panel with lines. */
export function timeseries(args: PanelArgs, ...queries: readonly Query[]): series.PanelBuilder {
  const panel = titled(new series.PanelBuilder(), args, expressionsOf(queries))
    .targets(targets(queries))
    .min(0)
    .axisSoftMax(SOFT_MAX[args.unit] ?? 1)
    .lineWidth(1)
    // Percentiles and models overlap, so filled areas would be unreadable.
    .fillOpacity(0)
    .showPoints(common.VisibilityMode.Never)
    .legend(worstFirst('most'))
    .tooltip(
      new common.VizTooltipOptionsBuilder()
        .mode(common.TooltipDisplayMode.Multi)
        .sort(common.SortOrder.Descending),
    );
  return args.counts === undefined ? panel : panel.axisLabel(args.counts);
}

/** How often Tempo writes metrics of spans (tempo `modules/generator/registry/config.go`, the default). */
const SPAN_METRICS_INTERVAL = '15s';

/** Metrics of spans: with exemplars, which lead to traces, and a rate interval that covers the rhythm of Tempo. */
export function ofSpans(panel: series.PanelBuilder): series.PanelBuilder {
  const built = panel.build();
  return panel.targets(
    (built.targets ?? []).map((target) => ({
      build: () => ({ ...target, exemplar: true, interval: SPAN_METRICS_INTERVAL }),
    })),
  );
}

/** A stacked time series panel, for parts of a whole. */
export function stacked(args: PanelArgs, ...queries: readonly Query[]): series.PanelBuilder {
  return timeseries(args, ...queries)
    .fillOpacity(40)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'));
}

/** Decimals of single values for which Grafana's three significant digits are too many: 0.586%. */
export const DECIMALS: Readonly<Partial<Record<Unit, number>>> = { percentunit: 1 };

/** A stat panel with a sparkline. */
export function stat(args: PanelArgs, ...queries: readonly Query[]): stats.PanelBuilder {
  const panel = titled(new stats.PanelBuilder(), args, expressionsOf(queries)).targets(targets(queries));
  const decimals = DECIMALS[args.unit];
  if (decimals !== undefined) panel.decimals(decimals);
  return (
    panel
      // Grafana's default is red from 80, whatever the unit.
      .thresholds(thresholds())
      // In a neutral color: otherwise the empty state would have the color of the lowest step, which may be red.
      .mappings([special(sdk.SpecialValueMatch.Null, args.idle ?? NO_REQUESTS)])
      .graphMode(common.BigValueGraphMode.Area)
      .colorMode(common.BigValueColorMode.Value)
      .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''))
  );
}

/** A single value for the whole time range, from an instant query at its end. */
export function total(args: PanelArgs, query: Query): stats.PanelBuilder {
  return stat(args, query)
    .targets([target(query, 0).instant()])
    .graphMode(common.BigValueGraphMode.None);
}

/** A table of instant queries at the end of the time range: the first expression is query A, the next B. */
export function table(args: PanelArgs, ...expressions: readonly Expression[]): tables.PanelBuilder {
  return titled(new tables.PanelBuilder(), args, expressions)
    .targets(
      expressions.map((each, position) =>
        target([each, '__auto'], position).instant().format(prometheus.PromQueryFormat.Table),
      ),
    )
    .showHeader(true)
    .filterable(true)
    .minWidth(70);
}

/** A heatmap of histogram buckets: bounds on the y axis, counts as color. */
export function heatmap(args: PanelArgs, buckets: Expression): heatmaps.PanelBuilder {
  return (
    titled(new heatmaps.PanelBuilder(), args, [buckets])
      .targets([target([buckets, '{{le}}'], 0).format(prometheus.PromQueryFormat.Heatmap)])
      .calculate(false)
      .cellGap(1)
      .yAxis(new heatmaps.YAxisConfigBuilder().unit(args.unit))
      // The cells are observations per second, whatever the unit of the buckets.
      .cellValues(new heatmaps.CellValuesBuilder().unit('count:/s'))
      .color(
        new heatmaps.HeatmapColorOptionsBuilder()
          .mode(heatmaps.HeatmapColorMode.Scheme)
          // A high count is not bad, so the scheme must not end in red.
          .scheme('Blues')
          .steps(64),
      )
      .filterValues(new heatmaps.FilterValueRangeBuilder().le(1e-9))
      .tooltip(new heatmaps.HeatmapTooltipBuilder().mode(common.TooltipDisplayMode.Single).yHistogram(true))
  );
}

/** A state timeline. */
export function timeline(args: PanelArgs, ...queries: readonly Query[]): timelines.PanelBuilder {
  return titled(new timelines.PanelBuilder(), args, expressionsOf(queries))
    .targets(targets(queries))
    .mergeValues(true)
    .showValue(common.VisibilityMode.Auto)
    .fillOpacity(80);
}

const expressionsOf = (queries: readonly Query[]) => queries.map(([expression]) => expression);

const targets = (queries: readonly Query[]) => queries.map(target);

/** Query id, unique within the panel: A, B, ... */
export const refId = (position: number) => String.fromCharCode(65 + position);

function target([expression, legend]: Query, position: number): prometheus.DataqueryBuilder {
  const expr = print(expression);
  const query = new prometheus.DataqueryBuilder()
    .datasource(PROMETHEUS)
    .expr(expr)
    .legendFormat([legend, ...placesShown(expression).map(({ label }) => `{{${label}}}`)].join(' '))
    .range()
    .editorMode(prometheus.QueryEditorMode.Code)
    .refId(refId(position));
  return expr.includes(WINDOW) ? query.interval(WINDOW) : query;
}

/** Lowest value of a color. */
export type Bound = readonly [from: number, color: 'yellow' | 'orange' | 'red'];

/** Green up to the first bound, then the color of each. */
export function thresholds(...bounds: readonly Bound[]): sdk.ThresholdsConfigBuilder {
  const base = { value: null, color: 'green' };
  return new sdk.ThresholdsConfigBuilder()
    .mode(sdk.ThresholdsMode.Absolute)
    .steps([base, ...bounds.map(([value, color]) => ({ value, color }))]);
}

/** A dashed line across a time series at each bound. */
export function limitLines(): common.GraphThresholdsStyleConfigBuilder {
  return new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed);
}
