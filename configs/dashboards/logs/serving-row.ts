import type { DashboardLink, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';
import { watchedLogs } from '../../logql/index.ts';
import { matches } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { LOGS_OF_CHOSEN } from '../links.ts';
import { logLines, logSource } from '../log-panels.ts';
import { FAILED } from './scope.ts';

/** The choice of a Loki, for dashboards that have the row below. */
export function servingLogsVariables(settings: Settings): readonly { build(): VariableModel }[] {
  return settings.logs.enabled ? [logSource()] : [];
}

/** The rows with a link from every point of their graphs to the logs of the servers chosen, and the row of logs after them. */
export function withServingLogs(settings: Settings, rows: readonly Row[]): readonly Row[] {
  if (!settings.logs.enabled) return rows;
  for (const { panel } of rows.flatMap(({ cells }) => cells)) {
    if (panel.build().type === 'timeseries') panel.dataLinks([LINK]);
  }
  return [...rows, servingLogsRow(settings)];
}

/** A data link is less than the SDK's type, which is that of the links of a dashboard. */
const LINK = {
  build: () => ({ title: 'Logs of these servers', url: LOGS_OF_CHOSEN }) as DashboardLink,
};

/**
 * What the servers chosen on a dashboard of vLLM say, for the same time. Logs belong to a job by their label `service_name`.
 */
function servingLogsRow(settings: Settings): Row {
  // Where no job is picked, `$job` matches all services.
  const streams = {
    stack: settings.name,
    service_name: matches('$job'),
    // A container that names no model belongs to each.
    model_name: matches('(?:$model_name)?'),
  };
  return optionalRow(
    'Logs',
    cells(24, 12, [
      logLines(
        {
          title: 'Errors in the log',
          text: 'Lines of level error or worse, without the mistakes of callers. The dashboard "Logs" has the rest.',
          idle: 'No error',
        },
        watchedLogs(streams, FAILED),
      ),
    ]),
  );
}
