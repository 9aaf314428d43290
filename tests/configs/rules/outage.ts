import { everywhere, MONITORING, replica, REPLICAS } from './fleet.ts';
import { down } from './server-states.ts';
import { test, type PromtoolTest } from './promtool.ts';

/** Minutes of traffic: more than `slo.minShare` of 30 days. */
const TRAFFIC = 26 * 60;

/** No server answers for three hours. The budget row stays, because in an outage it is what everybody looks at. */
export function outageTest(): PromtoolTest {
  const healthy = { ...MONITORING, ...everywhere((instance) => replica(instance)) };
  const rows = 'count(job_model:slo_budget:remaining30d) or vector(0)';
  return test(
    'the error budget in an outage',
    [
      { minutes: TRAFFIC, behaviours: healthy },
      { minutes: 180, behaviours: { ...healthy, ...down(...REPLICAS) } },
    ],
    [
      [rows, TRAFFIC - 1, 5],
      [rows, TRAFFIC + 175, 5],
    ],
  );
}
