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
import { PROMETHEUS } from './variables.ts';

export interface PanelArgs {
  readonly title: string;
  /** What the panel tells, and what to look for. */
  readonly text: string;
  readonly unit: Unit;
  /** Label of the axis: what a plain number counts, such as `requests`, if neither title nor unit says it. */
  readonly counts?: string;
  /** Shown where there is nothing to show; nothing happening is no failure. */
  readonly idle?: string;
}

/** An expression and the legend of its series, which may hold labels as `{{label}}`. */
export type Query = readonly [expression: Expression, legend: string];

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
    .noValue(withoutData(idle ?? 'No traffic', expressions));
}

/** Where an axis ends at least: with nothing but zeros Grafana would draw one up to 10,000 %. */
const SOFT_MAX: Readonly<Partial<Record<Unit, number>>> = { percentunit: 0.01, percent: 1, s: 0.01 };

/** A legend as a table, of which few lines are in sight: those that are worst now come first. */
export function worstFirst(worst: 'most' | 'least'): common.VizLegendOptionsBuilder {
  return new common.VizLegendOptionsBuilder()
    .displayMode(common.LegendDisplayMode.Table)
    .placement(common.LegendPlacement.Bottom)
    .showLegend(true)
    .calcs(['lastNotNull', worst === 'most' ? 'max' : 'min'])
    .sortBy('Last *')
    .sortDesc(worst === 'most');
}

/** Lines over time. */
export function timeseries(args: PanelArgs, ...queries: readonly Query[]): series.PanelBuilder {
  const panel = titled(new series.PanelBuilder(), args, expressionsOf(queries))
    .targets(targets(queries))
    .min(0)
    .axisSoftMax(SOFT_MAX[args.unit] ?? 1)
    .lineWidth(1)
    // Percentiles and models lie over each other: their areas would only mix into mud.
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

/** Lines on top of each other, for parts of a whole. */
export function stacked(args: PanelArgs, ...queries: readonly Query[]): series.PanelBuilder {
  return timeseries(args, ...queries)
    .fillOpacity(40)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'));
}

/** Digits after the point of a figure that stands alone, where three significant ones are too many: 0.586 %. */
export const DECIMALS: Readonly<Partial<Record<Unit, number>>> = { percentunit: 1 };

/** One number with its recent course. */
export function stat(args: PanelArgs, ...queries: readonly Query[]): stats.PanelBuilder {
  const panel = titled(new stats.PanelBuilder(), args, expressionsOf(queries)).targets(targets(queries));
  const decimals = DECIMALS[args.unit];
  if (decimals !== undefined) panel.decimals(decimals);
  return (
    panel
      // Grafana's own default turns red at 80, of whatever.
      .thresholds(thresholds())
      .graphMode(common.BigValueGraphMode.Area)
      .colorMode(common.BigValueColorMode.Value)
      .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''))
  );
}

/** A table of the values at the end of the time range: the first expression is query A, the next B. */
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

/** How a distribution moves: bucket bounds upwards, colour for how many. */
export function heatmap(args: PanelArgs, buckets: Expression): heatmaps.PanelBuilder {
  return (
    titled(new heatmaps.PanelBuilder(), args, [buckets])
      .targets([target([buckets, '{{le}}'], 0).format(prometheus.PromQueryFormat.Heatmap)])
      .calculate(false)
      .cellGap(1)
      .yAxis(new heatmaps.YAxisConfigBuilder().unit(args.unit))
      // What is counted are observations per second, whatever was measured.
      .cellValues(new heatmaps.CellValuesBuilder().unit('count:/s'))
      .color(
        new heatmaps.HeatmapColorOptionsBuilder()
          .mode(heatmaps.HeatmapColorMode.Scheme)
          // Not a scheme that ends in red: many are not bad.
          .scheme('Blues')
          .steps(64),
      )
      .filterValues(new heatmaps.FilterValueRangeBuilder().le(1e-9))
      .tooltip(new heatmaps.HeatmapTooltipBuilder().mode(common.TooltipDisplayMode.Single).yHistogram(true))
  );
}

/** Which state something was in, and when. */
export function timeline(args: PanelArgs, ...queries: readonly Query[]): timelines.PanelBuilder {
  return titled(new timelines.PanelBuilder(), args, expressionsOf(queries))
    .targets(targets(queries))
    .mergeValues(true)
    .showValue(common.VisibilityMode.Auto)
    .fillOpacity(80);
}

const expressionsOf = (queries: readonly Query[]) => queries.map(([expression]) => expression);

const targets = (queries: readonly Query[]) => queries.map(target);

/** Name of a query within its panel, without which Grafana does not keep queries apart. */
export const refId = (position: number) => String.fromCharCode(65 + position);

function target([expression, legend]: Query, position: number): prometheus.DataqueryBuilder {
  return new prometheus.DataqueryBuilder()
    .datasource(PROMETHEUS)
    .expr(print(expression))
    .legendFormat([legend, ...placesShown(expression).map(({ label }) => `{{${label}}}`)].join(' '))
    .range()
    .editorMode(prometheus.QueryEditorMode.Code)
    .refId(refId(position));
}

/** From which number on which colour. */
export type Bound = readonly [from: number, colour: 'yellow' | 'orange' | 'red'];

/** Green up to the first bound, then a colour for each. */
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
