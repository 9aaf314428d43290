import type { RuleCase } from '../case.ts';
import { gatewayCases } from './gateway.ts';
import { monitoringCases } from './monitoring.ts';
import { servingCases } from './serving.ts';
import { sloCases } from './slo.ts';

/** Every rule over metrics at least once; rules over logs are proven against Loki. */
export const ruleCases: readonly RuleCase[] = [
  ...servingCases,
  ...monitoringCases,
  ...sloCases,
  ...gatewayCases,
];
