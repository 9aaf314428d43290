import type { Settings } from '../settings/index.ts';
import { annotated } from './annotations.ts';
import { capacityDashboard } from './capacity/dashboard.ts';
import type { Dashboard } from './dashboard.ts';
import { fleetDashboard } from './fleet/dashboard.ts';
import { gatewayDashboard, hasGateway } from './gateway/dashboard.ts';
import { hardwareDashboard, hasHardware } from './hardware/dashboard.ts';
import { instancesDashboard } from './instances/dashboard.ts';
import { kvCacheDashboard } from './kv-cache/dashboard.ts';
import { logsDashboard } from './logs/dashboard.ts';
import { hasTraces } from '../inventory/traces.ts';
import { requestsDashboard } from './requests/dashboard.ts';
import { performanceDashboard } from './performance/dashboard.ts';
import { runbookDashboard } from './runbook/dashboard.ts';
import { servicesDashboard } from './services/dashboard.ts';

/** All dashboards, in display order. */
export function dashboards(settings: Settings): Dashboard[] {
  const dashboards = [
    performanceDashboard(settings),
    fleetDashboard(settings),
    instancesDashboard(settings),
    kvCacheDashboard(settings),
    capacityDashboard(settings),
    servicesDashboard(settings),
    ...(hasGateway(settings) ? [gatewayDashboard(settings)] : []),
    ...(hasHardware(settings) ? [hardwareDashboard(settings)] : []),
    ...(settings.logs.enabled ? [logsDashboard(settings)] : []),
    ...(hasTraces(settings) ? [requestsDashboard(settings)] : []),
    runbookDashboard(settings),
  ];
  return dashboards.map((each) => annotated(each, settings));
}
