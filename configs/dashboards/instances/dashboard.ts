import type { Settings } from '../../settings/index.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import { servingLogsVariables, withServingLogs } from '../logs/serving-row.ts';
import { datasource, servingChoices } from '../variables.ts';
import { balanceRow, enginesRow, latencyRow } from './balance.ts';
import { configurationRow, loraRow, utilisationRow } from './configuration.ts';
import { instancesRow } from './overview.ts';
import { processRow } from './process.ts';

/** Replica by replica: which one differs from the others. */
export function instancesDashboard(settings: Settings): Dashboard {
  return dashboard({
    uid: 'vllm-instances',
    title: 'vLLM Instances',
    description:
      'Each instance and data-parallel engine: load balance, latency, process, sleep state and configuration.',
    variables: [datasource(), ...servingLogsVariables(settings), ...servingChoices(settings)],
    rows: withServingLogs(settings, [
      instancesRow(settings),
      balanceRow(),
      latencyRow(),
      enginesRow(),
      processRow(),
      configurationRow(settings),
      loraRow(settings),
      utilisationRow(),
    ]),
  });
}
