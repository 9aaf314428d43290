import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as series from '@grafana/grafana-foundation-sdk/timeseries';
import { optionalRow, type Cell, type Row } from '../layout.ts';
import { logLines } from '../log-panels.ts';
import { worstFirst } from '../panels.ts';
import { PROMETHEUS } from '../variables.ts';

/** The panel that runs a query in a language, the variable that holds the query, and that of its data source. */
export const RESULTS = {
  promql: { panelId: 1_001, variable: 'query', source: 'prometheus_datasource' },
  logql: { panelId: 1_002, variable: 'log_query', source: 'loki_datasource' },
} as const;

/** Query that a link has put into a variable, unchanged. */
const queryOf = (language: keyof typeof RESULTS) => `\${${RESULTS[language].variable}:raw}`;

/** Results of diagnosis queries. Collapsed, because each is opened alone by the link of a diagnosis step. */
export function resultsRow(withLogs: boolean): Row {
  return optionalRow('Diagnosis results', [
    cell(metricResult(), RESULTS.promql.panelId),
    ...(withLogs ? [cell(logResult(), RESULTS.logql.panelId)] : []),
  ]);
}

const cell = (panel: Cell['panel'], id: number): Cell => ({ panel, id, width: 24, height: 12 });

function metricResult(): series.PanelBuilder {
  return new series.PanelBuilder()
    .title(`Result of ${queryOf('promql')}`)
    .description('The query of the diagnosis step whose link opened this panel.')
    .datasource(PROMETHEUS)
    .unit('short')
    .noValue('No matching series')
    .targets([
      new prometheus.DataqueryBuilder()
        .datasource(PROMETHEUS)
        .expr(queryOf('promql'))
        .legendFormat('__auto')
        .range()
        .editorMode(prometheus.QueryEditorMode.Code)
        .refId('A'),
    ])
    .lineWidth(1)
    .fillOpacity(0)
    .legend(worstFirst('most'))
    .tooltip(
      new common.VizTooltipOptionsBuilder()
        .mode(common.TooltipDisplayMode.Multi)
        .sort(common.SortOrder.Descending),
    );
}

const logResult = () =>
  logLines(
    {
      title: `Log lines of ${queryOf('logql')}`,
      text: 'The query of the diagnosis step whose link opened this panel.',
    },
    queryOf('logql'),
  );
