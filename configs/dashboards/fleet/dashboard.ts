import { HOME_DASHBOARD_UID } from '../home-dashboard.ts';
import type { Settings } from '../../settings/index.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import { datasource, resolution, servingChoices } from '../variables.ts';
import { capacityRow } from './capacity.ts';
import { modelsRow } from './models.ts';
import { objectivesRow } from './objectives.ts';
import { serviceRow } from './service.ts';

/** All models on one page. */
export function fleetDashboard(settings: Settings): Dashboard {
  return dashboard({
    uid: HOME_DASHBOARD_UID,
    title: 'vLLM Fleet',
    description:
      'All models on one page: SLOs, load, latency and headroom. Click a model to open its performance. SLOs cover all instances of a model, regardless of the selected instances.',
    variables: [datasource(), ...servingChoices(settings), ...resolution(settings)],
    rows: [modelsRow(settings), objectivesRow(settings), serviceRow(settings), capacityRow()],
  });
}
