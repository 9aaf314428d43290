import type { Settings } from '../../settings/index.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import { errorsRow, overviewRow, linesRow, requestsRow, volumeRow } from './panels.ts';
import { logVariables } from './scope.ts';

/** Log volume, errors, failed requests and the log lines of all services. */
export function logsDashboard(settings: Settings): Dashboard {
  return dashboard({
    uid: 'vllm-logs',
    title: 'Logs',
    description:
      'Logs of the vLLM servers and the monitoring stack: volume, errors by signature, failed requests and log lines.',
    variables: logVariables(settings),
    rows: [
      overviewRow(settings),
      volumeRow(settings),
      errorsRow(settings),
      requestsRow(settings),
      linesRow(settings),
    ],
  });
}
