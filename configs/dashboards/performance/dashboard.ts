import type { Settings } from '../../settings/index.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import { servingLogsVariables, withServingLogs } from '../logs/serving-row.ts';
import { datasource, resolution, servingChoices } from '../variables.ts';
import { cachesRow } from './caches.ts';
import { errorsRow } from './errors.ts';
import { latencyRow } from './latency.ts';
import { overviewRow } from './overview.ts';
import { requestsRow } from './requests.ts';
import { schedulerRow } from './scheduler.ts';
import { tokensRow } from './tokens.ts';

/** Service quality of the selected models, and the request phase that takes the time. */
export function performanceDashboard(settings: Settings): Dashboard {
  return dashboard({
    uid: 'vllm-performance',
    title: 'vLLM Performance',
    description:
      'Throughput, latency, caches, scheduler, request patterns and errors of the selected models, or of a single instance or engine.',
    variables: [
      datasource(),
      ...servingLogsVariables(settings),
      ...servingChoices(settings),
      ...resolution(settings),
    ],
    rows: withServingLogs(settings, [
      overviewRow(settings),
      errorsRow(settings),
      latencyRow(settings),
      tokensRow(),
      schedulerRow(),
      cachesRow(),
      requestsRow(),
    ]),
  });
}
