import type { Settings } from '../../settings/index.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import { datasource, modelChoices } from '../variables.ts';
import { costRow } from './cost.ts';
import { efficiencyRow } from './efficiency.ts';
import { scalingRow } from './scaling.ts';

/** Cost of tokens, and the room that is left. */
export function capacityDashboard(settings: Settings): Dashboard {
  return dashboard({
    uid: 'vllm-capacity',
    title: 'Capacity and cost',
    description:
      'Cost per million tokens, GPU hours, idle cost and efficiency of each model over the time range. Cost is recorded from the deployment of this stack on, once a minute.',
    variables: [datasource(), ...modelChoices(settings)],
    rows: [costRow(settings), efficiencyRow(settings), scalingRow()],
    from: 'now-24h',
  });
}
