import { HOME_DASHBOARD_UID } from '../home-dashboard.ts';
import type { Settings } from '../../settings/index.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import { datasource, resolution, servingChoices } from '../variables.ts';
import { capacityRow } from './capacity.ts';
import { modelsRow } from './models.ts';
import { objectivesRow } from './objectives.ts';
import { serviceRow } from './service.ts';

/** All models on one page: which of them needs somebody. */
export function fleetDashboard(settings: Settings): Dashboard {
  return dashboard({
    uid: HOME_DASHBOARD_UID,
    title: 'vLLM Fleet',
    description:
      'All models on one page: objectives, load, speed and head-room. A click on a model opens its performance. Objectives are counted over all instances of a model, whichever are picked.',
    variables: [datasource(), ...servingChoices(settings), ...resolution(settings)],
    rows: [modelsRow(settings), objectivesRow(settings), serviceRow(settings), capacityRow()],
  });
}
