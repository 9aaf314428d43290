import type { DashboardLink, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';
import { watchedLogs } from '../../logql/index.ts';
import { matches } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { LOGS_URL } from '../links.ts';
import { logLines, logSource } from '../log-panels.ts';
import { FAILED } from './scope.ts';

/** Loki data source variable, for dashboards with the logs row below. */
export function servingLogsVariables(settings: Settings): readonly { build(): VariableModel }[] {
  return settings.logs.enabled ? [logSource()] : [];
}

/** Adds a data link from every graph to the logs of the selected servers, and appends a row of logs. */
export function withServingLogs(settings: Settings, rows: readonly Row[]): readonly Row[] {
  if (!settings.logs.enabled) return rows;
  for (const { panel } of rows.flatMap(({ cells }) => cells)) {
    if (panel.build().type === 'timeseries') panel.dataLinks([LINK]);
  }
  return [...rows, servingLogsRow(settings)];
}

/** The SDK types data links as dashboard links, which have more fields. */
const LINK = {
  build: () => ({ title: 'Logs of these servers', url: LOGS_URL }) as DashboardLink,
};

/** Errors logged by the servers selected on a vLLM dashboard. The stream label `service_name` is the job name. */
function servingLogsRow(settings: Settings): Row {
  // With no job selected, `$job` matches all services.
  const streams = {
    stack: settings.name,
    service_name: matches('$job'),
    // Streams without a model label match every model.
    model_name: matches('(?:$model_name)?'),
  };
  return optionalRow(
    'Logs',
    cells(24, 12, [
      logLines(
        {
          title: 'Error logs',
          text: 'Log lines of level error or higher, without client errors. See the "Logs" dashboard for other levels.',
          idle: 'No errors',
        },
        watchedLogs(settings, streams, FAILED),
      ),
    ]),
  );
}
