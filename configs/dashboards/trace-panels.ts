import * as bars from '@grafana/grafana-foundation-sdk/bargauge';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as graphs from '@grafana/grafana-foundation-sdk/nodegraph';
import * as tables from '@grafana/grafana-foundation-sdk/table';
import * as tempo from '@grafana/grafana-foundation-sdk/tempo';
import * as series from '@grafana/grafana-foundation-sdk/timeseries';
import { refId, worstFirst } from './panels.ts';
import type { Unit } from './units.ts';
import { sourceVariable } from './variables.ts';

/** Data source of trace panels, set by the variable. */
const TEMPO = { type: 'tempo', uid: '${tempo_datasource}' } as const;

/** Tempo data source variable; the stack's own Tempo by default. */
export const traceSource = () => sourceVariable('tempo', 'Tempo');

export interface TracePanelArgs {
  readonly title: string;
  /** Description: what the panel shows and what a bad value looks like. */
  readonly text: string;
  /** Text of the empty state; says why there is no data. */
  readonly idle: string;
}

interface Titled {
  title(title: string): this;
  description(description: string): this;
  datasource(source: typeof TEMPO): this;
  noValue(text: string): this;
}

const titled = <B extends Titled>(builder: B, { title, text, idle }: TracePanelArgs): B =>
  builder.title(title).description(text).datasource(TEMPO).noValue(idle);

/** A TraceQL metrics query and the legend of its series; those of a panel end in different functions. */
export type TraceQuery = readonly [query: string, legend?: string];

const target = (query: string, position = 0): tempo.DataqueryBuilder =>
  new tempo.DataqueryBuilder()
    .datasource(TEMPO)
    .queryType('traceql')
    .query(query)
    .filters([])
    .refId(refId(position));

/** A time series panel of TraceQL metrics queries. */
export function traceSeries(
  args: TracePanelArgs & { readonly unit: Unit },
  ...queries: readonly TraceQuery[]
): series.PanelBuilder {
  const panel = titled(new series.PanelBuilder(), args)
    .unit(args.unit)
    .min(0)
    .axisSoftMax(0.01)
    .lineWidth(1)
    .fillOpacity(0)
    .showPoints(common.VisibilityMode.Auto)
    // Few requests leave gaps between the points of a query.
    .spanNulls(true)
    .legend(worstFirst('most'))
    .targets(
      queries.map(([query], position) =>
        target(query, position).metricsQueryType(tempo.MetricsQueryType.Range),
      ),
    );
  // Grafana 12 names both the series and the frame after the last function of the query, and drops its `refId`.
  for (const [query, legend] of queries) {
    if (legend === undefined) continue;
    panel.overrideByName(lastFunction(query), [{ id: 'displayName', value: legend }]);
  }
  return panel;
}

/** `avg_over_time` of `{ … } | avg_over_time(span.x)`. */
function lastFunction(query: string): string {
  const [, name] = /.*\| (\w+)\(/.exec(query) ?? [];
  if (name === undefined) throw new Error(`${query} is not a TraceQL metrics query`);
  return name;
}

/** One bar per series of a TraceQL metrics query over the whole time range. */
export function traceBars(
  args: TracePanelArgs & { readonly unit: Unit; readonly name: string },
  query: string,
): bars.PanelBuilder {
  return titled(new bars.PanelBuilder(), args)
    .unit(args.unit)
    .min(0)
    .orientation(common.VizOrientation.Horizontal)
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .displayName(`\${__field.labels.${args.name}}`)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''))
    .targets([target(query).metricsQueryType(tempo.MetricsQueryType.Instant)]);
}

/** A column of a table of spans. */
export interface SpanColumn {
  /** Name of the field in the result: an attribute without its scope, or one of Grafana's own. */
  readonly field: string;
  readonly title: string;
  readonly unit?: Unit;
  readonly width?: number;
  readonly link?: { readonly title: string; readonly url: string };
}

/** Most spans in a table. */
const LIMIT = 200;
/** Fields of Grafana's table of spans by the names it displays (grafana `datasource/tempo/resultTransformer.ts`). */
const OWN_FIELDS: Readonly<Record<string, string>> = {
  traceService: 'Trace Service',
  traceName: 'Trace Name',
  spanID: 'Span ID',
  time: 'Start time',
  name: 'Name',
  duration: 'Duration',
};
const displayed = (field: string): string => OWN_FIELDS[field] ?? field;

/** A table of the spans that a TraceQL query selects, each with a link to its trace; sorted by a column, largest first. */
export function spanTable(
  args: TracePanelArgs & { readonly sortBy: string; readonly columns: readonly SpanColumn[] },
  query: string,
): tables.PanelBuilder {
  const shown = args.columns.map(({ field }) => field);
  const numbers = args.columns.filter(({ unit, field }) => unit !== undefined && field !== 'duration');
  const panel = titled(new tables.PanelBuilder(), args)
    .showHeader(true)
    .filterable(true)
    .minWidth(70)
    .sortBy([new common.TableSortByFieldStateBuilder().displayName(args.sortBy).desc(true)])
    .targets([target(query).tableType(tempo.SearchTableType.Spans).limit(LIMIT).spss(1)])
    // Attributes arrive as text.
    .withTransformation({
      id: 'convertFieldType',
      options: {
        fields: {},
        conversions: numbers.map(({ field }) => ({ targetField: field, destinationType: 'number' })),
      },
    })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: Object.fromEntries(
          Object.keys(OWN_FIELDS)
            .filter((field) => !shown.includes(field))
            .map((field) => [displayed(field), true]),
        ),
        indexByName: Object.fromEntries(shown.map((field, position) => [displayed(field), position])),
        renameByName: Object.fromEntries(args.columns.map(({ field, title }) => [displayed(field), title])),
      },
    });
  // The links of spans refer to this field. Panels ignore that the data source hides it.
  panel.overrideByName('traceIdHidden', [
    { id: 'custom.hideFrom', value: { viz: true, legend: false, tooltip: false } },
    { id: 'custom.hidden', value: true },
  ]);
  for (const { title, unit, width, link } of args.columns) {
    panel.overrideByName(title, [
      // Without this, an empty cell would show the empty-state text of the whole panel.
      { id: 'noValue', value: '-' },
      { id: 'displayName', value: title },
      ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
      ...(width === undefined ? [] : [{ id: 'custom.width', value: width }]),
      ...(link === undefined ? [] : [{ id: 'links', value: [link] }]),
    ]);
  }
  return panel;
}

/** The map of calls between services, from the metrics that Tempo writes to Prometheus. */
export function serviceMap(args: TracePanelArgs): graphs.PanelBuilder {
  return titled(new graphs.PanelBuilder(), args).targets([
    new tempo.DataqueryBuilder().datasource(TEMPO).queryType('serviceMap').filters([]).refId('A'),
  ]);
}
