import type { Settings } from '../../settings/index.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import { servingLogsVariables } from '../logs/serving-row.ts';
import { datasource, modelChoices } from '../variables.ts';
import { costRow } from './cost.ts';
import { efficiencyRow } from './efficiency.ts';
import { headroomRow } from './headroom.ts';
import { scalingRow } from './scaling.ts';
import { timeToServeRow } from './time-to-serve.ts';

/** Cost and efficiency of tokens, and how much more load the fleet can carry. */
export function capacityDashboard(settings: Settings): Dashboard {
  return dashboard({
    uid: 'vllm-capacity',
    title: 'Capacity and cost',
    description:
      'Cost per million tokens, GPU hours, idle cost, efficiency and headroom of each model. Cost is recorded once per minute from the deployment of this stack on.',
    variables: [datasource(), ...servingLogsVariables(settings), ...modelChoices(settings)],
    rows: [
      costRow(settings),
      efficiencyRow(settings),
      scalingRow(),
      headroomRow(settings),
      timeToServeRow(settings),
    ],
    from: 'now-24h',
  });
}
