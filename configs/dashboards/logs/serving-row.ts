import type { VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';
import { logs, OWN_SERVICES } from '../../logs/logql.ts';
import { matches } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { logLines, logSource } from '../log-panels.ts';
import { FAILED } from './scope.ts';

/** The choice of a Loki, for boards that have the row below. */
export function servingLogsVariables(settings: Settings): readonly { build(): VariableModel }[] {
  return settings.logs.enabled ? [logSource()] : [];
}

/**
 * What the servers chosen on a board of vLLM say, for the same time. Logs belong to a job by their label `service_name`.
 */
export function servingLogsRow(settings: Settings): Row[] {
  if (!settings.logs.enabled) return [];
  const streams = {
    stack: settings.name,
    service_name: matches('$job'),
    // A container that names no model belongs to each.
    model_name: matches('(?:$model_name)?'),
  };
  // Where no job is picked, `$job` matches all services.
  const others = `| service_name!~\`${OWN_SERVICES.join('|')}\``;
  return [
    optionalRow(
      'Logs',
      cells(24, 12, [
        logLines(
          {
            title: 'Errors in the log',
            text: 'Lines of level error or worse. The board "Logs" has the rest.',
            idle: 'No error',
          },
          logs(streams, others, FAILED),
        ),
      ]),
    ),
  ];
}
