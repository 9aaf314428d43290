import type { Settings } from '../../settings/index.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import { datasource, modelChoices } from '../variables.ts';
import { costRow } from './cost.ts';
import { efficiencyRow } from './efficiency.ts';
import { scalingRow } from './scaling.ts';

/** Cost and efficiency of tokens. */
export function capacityDashboard(settings: Settings): Dashboard {
  return dashboard({
    uid: 'vllm-capacity',
    title: 'Capacity and cost',
    description:
      'Cost per million tokens, GPU hours, idle cost and efficiency of each model over the time range. Cost is recorded once per minute from the deployment of this stack on.',
    variables: [datasource(), ...modelChoices(settings)],
    rows: [costRow(settings), efficiencyRow(settings), scalingRow()],
    from: 'now-24h',
  });
}
