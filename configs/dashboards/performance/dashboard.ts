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

/** How well the chosen models serve, and if they do not, in which phase the time goes. */
export function performanceDashboard(settings: Settings): Dashboard {
  return dashboard({
    uid: 'vllm-performance',
    title: 'vLLM Performance',
    description:
      'Throughput, latency, caches, scheduler, request patterns and errors of the models chosen. Picking an instance or engine shows that one alone.',
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
