import type { RuleCase } from '../case.ts';
import { capacityCases } from './capacity.ts';
import { connectorCases } from './connectors.ts';
import { costCases, forecastCases } from './cost.ts';
import { engineCases } from './engines.ts';
import { gatewayCases } from './gateway.ts';
import { httpErrorCases } from './http-errors.ts';
import { missingTargetCases } from './missing-targets.ts';
import { modelCases } from './models.ts';
import { monitoringCases } from './monitoring.ts';
import { requestCases } from './requests.ts';
import { restartCases } from './restarts.ts';
import { scrapeCases } from './scrapes.ts';
import { sloCases } from './slo.ts';
import { targetCases } from './targets.ts';
import { traceCases } from './traces.ts';
import { variantCases } from './variants.ts';

/** Every rule over metrics at least once; rules over logs are proven against Loki. */
export const ruleCases: readonly RuleCase[] = [
  ...missingTargetCases,
  ...modelCases,
  ...targetCases,
  ...engineCases,
  ...capacityCases,
  ...connectorCases,
  ...requestCases,
  ...httpErrorCases,
  ...monitoringCases,
  ...sloCases,
  ...gatewayCases,
  ...costCases,
  ...forecastCases,
  ...traceCases,
  ...restartCases,
  ...scrapeCases,
  ...variantCases,
];
