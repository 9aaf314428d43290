import type { Settings } from '../../settings/index.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import { errorsRow, glanceRow, linesRow, requestsRow, volumeRow } from './panels.ts';
import { logVariables } from './scope.ts';

/** What the services say: how much, how bad, and the lines themselves. */
export function logsDashboard(settings: Settings): Dashboard {
  return dashboard({
    uid: 'vllm-logs',
    title: 'Logs',
    description:
      'The logs of the model servers and of the stack: volume, errors by signature, failed requests, and the lines themselves.',
    variables: logVariables(settings),
    rows: [
      glanceRow(settings),
      volumeRow(settings),
      errorsRow(settings),
      requestsRow(settings),
      linesRow(settings),
    ],
  });
}
