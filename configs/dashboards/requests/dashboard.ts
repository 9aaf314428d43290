import { generatesSpanMetrics } from '../../inventory/traces.ts';
import type { Settings } from '../../settings/index.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import { failuresRow, slowestRow } from './slowest.ts';
import { latencyRow } from './latency.ts';
import { requestVariables } from './scope.ts';
import { servicesRow } from './services.ts';
import { startsRow } from './starts.ts';

/** Single requests: which were slow or failed, where their time went, and how long servers take to start. */
export function requestsDashboard(settings: Settings): Dashboard {
  return dashboard({
    uid: 'vllm-requests',
    title: 'Requests',
    description:
      'Traces of single requests: the slowest and the failed ones with their phases, calls between services, and the starts of vLLM.',
    variables: requestVariables(settings),
    rows: [
      slowestRow(settings),
      latencyRow(settings),
      failuresRow(),
      ...(generatesSpanMetrics(settings) ? [servicesRow()] : []),
      startsRow(settings),
    ],
  });
}
