import * as common from '@grafana/grafana-foundation-sdk/common';
import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import * as lines from '@grafana/grafana-foundation-sdk/logs';
import * as loki from '@grafana/grafana-foundation-sdk/loki';
import * as stats from '@grafana/grafana-foundation-sdk/stat';
import * as tables from '@grafana/grafana-foundation-sdk/table';
import * as series from '@grafana/grafana-foundation-sdk/timeseries';
import { colored } from './colors.ts';
import { thresholds } from './panels.ts';
import { sourceVariable } from './variables.ts';

/** Data source of the panels over logs: what the variable says. */
export const LOKI = { type: 'loki', uid: '${loki_datasource}' } as const;

/** Colours of Loki's levels. */
const LEVEL_COLOURS = {
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
  /** What the panel tells, and what to look for. */
  readonly text: string;
  /** Shown where there is nothing to show. */
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
    .noValue(idle ?? 'No lines');
}

/** The lines themselves, newest first. */
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

/** Counts over time, as bars on top of each other. */
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

/** The same by level, in the colours of levels. */
export function levelBars(args: LogPanelArgs, expr: string): series.PanelBuilder {
  return colored(logBars(args, expr, '{{detected_level}}'), LEVEL_COLOURS);
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

/** A column that a label makes, and where a click in it leads. */
export interface LogColumn {
  readonly label: string;
  readonly title: string;
  /** Pixels; what the others leave where it is not set. */
  readonly width?: number;
  readonly link?: { readonly title: string; readonly url: string };
}

/** Counts over the whole time range, the largest first, one row a combination of labels. */
export function logTable(
  args: LogPanelArgs,
  expr: string,
  columns: readonly LogColumn[],
): tables.PanelBuilder {
  const titles = Object.fromEntries([
    ...columns.map(({ label, title }) => [label, title]),
    ['Value #A', 'Lines'],
  ]) as Record<string, string>;
  const order = Object.fromEntries(Object.keys(titles).map((field, position) => [field, position]));
  const panel = titled(new tables.PanelBuilder(), args)
    .unit('short')
    .showHeader(true)
    .minWidth(60)
    .overrideByName('Lines', [{ id: 'custom.width', value: 80 }])
    .sortBy([new common.TableSortByFieldStateBuilder().displayName('Lines').desc(true)])
    .targets([instantQuery(expr)])
    .withTransformation({ id: 'labelsToFields', options: { mode: 'columns' } })
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: { excludeByName: { Time: true }, indexByName: order, renameByName: titles },
    });
  for (const { title, width, link } of columns) {
    panel.overrideByName(title, [
      // A line without this label is not the panel without lines.
      { id: 'noValue', value: '-' },
      ...(width === undefined ? [] : [{ id: 'custom.width', value: width }]),
      ...(link === undefined ? [] : [{ id: 'links', value: [link] }]),
    ]);
  }
  return panel;
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

/** The Loki that the panels read; by default the one of this stack. */
export const logSource = () => sourceVariable('loki', 'Loki');

export interface LogChoiceArgs {
  readonly name: string;
  readonly label: string;
  /** Selector of the streams whose label values are offered. */
  readonly from: string;
  /** Label the values come from. */
  readonly of: string;
  /** What all of them together match; `.*` where not every stream has the label. */
  readonly all: '.+' | '.*';
}

/** A drop-down of label values of streams: several can be chosen, none is the same as all. */
export function logChoice({ name, label, from, of, all }: LogChoiceArgs): sdk.QueryVariableBuilder {
  return (
    new sdk.QueryVariableBuilder(name)
      .label(label)
      .datasource(LOKI)
      // 1 stands for the values of a label (grafana `public/app/plugins/datasource/loki/types.ts`).
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
