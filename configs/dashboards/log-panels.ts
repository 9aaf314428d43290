import * as common from '@grafana/grafana-foundation-sdk/common';
import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import * as lines from '@grafana/grafana-foundation-sdk/logs';
import * as loki from '@grafana/grafana-foundation-sdk/loki';
import * as stats from '@grafana/grafana-foundation-sdk/stat';
import * as tables from '@grafana/grafana-foundation-sdk/table';
import * as series from '@grafana/grafana-foundation-sdk/timeseries';
import { colored } from './colors.ts';
import { refId, thresholds } from './panels.ts';
import { sourceVariable } from './variables.ts';

/** Data source of log panels, set by the variable. */
export const LOKI = { type: 'loki', uid: '${loki_datasource}' } as const;

/** Colors of Loki's levels. */
const LEVEL_COLORS = {
  critical: 'purple',
  error: 'red',
  warn: 'orange',
  info: 'green',
  debug: 'blue',
  trace: 'light-blue',
  unknown: 'text',
} as const;

export interface LogPanelArgs {
  readonly title: string;
  /** Description: what the panel shows and what a bad value looks like. */
  readonly text: string;
  /** Text of the empty state; says why there is no data. */
  readonly idle?: string;
}

interface Titled {
  title(title: string): this;
  description(description: string): this;
  datasource(source: typeof LOKI): this;
  noValue(text: string): this;
}

function titled<B extends Titled>(builder: B, { title, text, idle }: LogPanelArgs): B {
  return builder
    .title(title)
    .description(text)
    .datasource(LOKI)
    .noValue(idle ?? 'No log lines');
}

/** Log lines, newest first. */
export function logLines(args: LogPanelArgs, expr: string): lines.PanelBuilder {
  return titled(new lines.PanelBuilder(), args)
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .enableInfiniteScrolling(true)
    .sortOrder(common.LogsSortOrder.Descending)
    .dedupStrategy(common.LogsDedupStrategy.None)
    .targets([lokiQuery(expr, '').queryType(loki.LokiQueryType.Range).maxLines(500)]);
}

/** Counts over time, as stacked bars. */
export function logBars(args: LogPanelArgs, expr: string, legend: string): series.PanelBuilder {
  return titled(new series.PanelBuilder(), args)
    .unit('short')
    .min(0)
    .drawStyle(common.GraphDrawStyle.Bars)
    .fillOpacity(70)
    .lineWidth(0)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'))
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.Table)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true)
        .calcs(['sum']),
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder()
        .mode(common.TooltipDisplayMode.Multi)
        .sort(common.SortOrder.Descending),
    )
    .targets([lokiQuery(expr, legend).queryType(loki.LokiQueryType.Range)]);
}

/** The same by level, with level colors. */
export function levelBars(args: LogPanelArgs, expr: string): series.PanelBuilder {
  return colored(logBars(args, expr, '{{detected_level}}'), LEVEL_COLORS);
}

/** One count over the whole time range. */
export function logCount(args: LogPanelArgs, expr: string): stats.PanelBuilder {
  return titled(new stats.PanelBuilder(), { idle: '0', ...args })
    .unit('short')
    .graphMode(common.BigValueGraphMode.None)
    .colorMode(common.BigValueColorMode.Value)
    .thresholds(thresholds())
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''))
    .targets([instantQuery(expr)]);
}

/** A table column that shows a label, with an optional data link. */
export interface LogColumn {
  readonly label: string;
  readonly title: string;
  /** Width in pixels; by default the remaining width is shared. */
  readonly width?: number;
  readonly link?: { readonly title: string; readonly url: string };
}

/** Counts over the whole time range, largest first, with one row per combination of labels. */
export function logTable(
  args: LogPanelArgs,
  expr: string,
  columns: readonly LogColumn[],
): tables.PanelBuilder {
  const panel = rowPerLabels(args, columns, [{ title: 'Lines', expr }])
    .unit('short')
    .overrideByName('Lines', [{ id: 'custom.width', value: 80 }])
    .sortBy([new common.TableSortByFieldStateBuilder().displayName('Lines').desc(true)]);
  for (const { title, width, link } of columns) {
    panel.overrideByName(title, [
      // Without this, an empty cell would show the empty-state text of the whole panel.
      { id: 'noValue', value: '-' },
      ...(width === undefined ? [] : [{ id: 'custom.width', value: width }]),
      ...(link === undefined ? [] : [{ id: 'links', value: [link] }]),
    ]);
  }
  return panel;
}

/** Durations in seconds over the whole time range: one row per combination of labels, one column per query. */
export function logDurationTable(
  args: LogPanelArgs,
  keys: readonly Pick<LogColumn, 'label' | 'title'>[],
  values: readonly { readonly title: string; readonly expr: string }[],
): tables.PanelBuilder {
  return rowPerLabels(args, keys, values).unit('s');
}

/** A table of instant queries: one row per combination of labels, one column per query. */
function rowPerLabels(
  args: LogPanelArgs,
  keys: readonly Pick<LogColumn, 'label' | 'title'>[],
  values: readonly { readonly title: string; readonly expr: string }[],
): tables.PanelBuilder {
  const titles = Object.fromEntries([
    ...keys.map(({ label, title }) => [label, title]),
    ...values.map(({ title }, position) => [`Value #${refId(position)}`, title]),
  ]) as Record<string, string>;
  const order = Object.fromEntries(Object.keys(titles).map((field, position) => [field, position]));
  return titled(new tables.PanelBuilder(), args)
    .showHeader(true)
    .minWidth(60)
    .targets(values.map(({ expr }, position) => instantQuery(expr).refId(refId(position))))
    .withTransformation({ id: 'labelsToFields', options: { mode: 'columns' } })
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: { excludeByName: { Time: true }, indexByName: order, renameByName: titles },
    });
}

function lokiQuery(expr: string, legend: string): loki.DataqueryBuilder {
  return new loki.DataqueryBuilder()
    .datasource(LOKI)
    .expr(expr)
    .legendFormat(legend)
    .editorMode(loki.QueryEditorMode.Code)
    .refId('A');
}

function instantQuery(expr: string): loki.DataqueryBuilder {
  return lokiQuery(expr, '').queryType(loki.LokiQueryType.Instant);
}

/** Loki data source variable; the stack's own Loki by default. */
export const logSource = () => sourceVariable('loki', 'Loki');

export interface LogChoiceArgs {
  readonly name: string;
  readonly label: string;
  /** Selector of the streams to list label values of. */
  readonly from: string;
  /** Label the values come from. */
  readonly of: string;
  /** Value of "All"; `.*` if some streams lack the label. */
  readonly all: '.+' | '.*';
}

/** Multi-value variable over the values of a stream label; selecting none selects all. */
export function logChoice({ name, label, from, of, all }: LogChoiceArgs): sdk.QueryVariableBuilder {
  return (
    new sdk.QueryVariableBuilder(name)
      .label(label)
      .datasource(LOKI)
      // 1 is a label values query (grafana `public/app/plugins/datasource/loki/types.ts`).
      .query({ refId: name, type: 1, label: of, stream: from })
      .definition(`label_values(${from}, ${of})`)
      .refresh(sdk.VariableRefresh.OnTimeRangeChanged)
      .multi(true)
      .includeAll(true)
      .allValue(all)
      .sort(sdk.VariableSort.NaturalAsc)
      .current({ text: 'All', value: '$__all' })
  );
}
