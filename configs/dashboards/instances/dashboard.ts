import type { Settings } from '../../settings/index.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import { servingLogsVariables, withServingLogs } from '../logs/serving-row.ts';
import { datasource, instanceResolution, servingChoices } from '../variables.ts';
import { balanceRow, enginesRow, latencyRow } from './balance.ts';
import { configurationRow, loraRow, utilizationRow } from './configuration.ts';
import { instancesRow } from './overview.ts';
import { processRow } from './process.ts';

/** Comparison of the instances and engines. */
export function instancesDashboard(settings: Settings): Dashboard {
  return dashboard({
    uid: 'vllm-instances',
    title: 'vLLM Instances',
    description:
      'Comparison of instances and data-parallel engines: load balance, latency, API server process, sleep state and configuration.',
    variables: [
      datasource(),
      ...servingLogsVariables(settings),
      ...servingChoices(settings),
      instanceResolution(),
    ],
    rows: withServingLogs(settings, [
      instancesRow(settings),
      balanceRow(),
      latencyRow(),
      enginesRow(),
      processRow(),
      configurationRow(settings),
      loraRow(settings),
      utilizationRow(),
    ]),
  });
}
