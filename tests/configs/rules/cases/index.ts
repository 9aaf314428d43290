import type { RuleCase } from '../case.ts';
import { capacityCases } from './capacity.ts';
import { connectorCases } from './connectors.ts';
import { costCases, forecastCases } from './cost.ts';
import { engineCases } from './engines.ts';
import { errorCases } from './errors.ts';
import { gatewayCases } from './gateway.ts';
import { monitoringCases } from './monitoring.ts';
import { operationCases } from './operations.ts';
import { sloCases } from './slo.ts';
import { targetCases } from './targets.ts';
import { traceCases } from './traces.ts';

/** Every rule over metrics at least once; rules over logs are proven against Loki. */
export const ruleCases: readonly RuleCase[] = [
  ...targetCases,
  ...engineCases,
  ...capacityCases,
  ...connectorCases,
  ...errorCases,
  ...monitoringCases,
  ...sloCases,
  ...gatewayCases,
  ...costCases,
  ...forecastCases,
  ...traceCases,
  ...operationCases,
];
