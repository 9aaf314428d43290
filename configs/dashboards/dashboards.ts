import type { Settings } from '../settings/index.ts';
import { marked } from './annotations.ts';
import { capacityDashboard } from './capacity/dashboard.ts';
import type { Dashboard } from './dashboard.ts';
import { fleetDashboard } from './fleet/dashboard.ts';
import { hardwareDashboard, hasHardware } from './hardware/dashboard.ts';
import { instancesDashboard } from './instances/dashboard.ts';
import { kvCacheDashboard } from './kv-cache/dashboard.ts';
import { logsDashboard } from './logs/dashboard.ts';
import { performanceDashboard } from './performance/dashboard.ts';
import { runbookDashboard } from './runbook/dashboard.ts';
import { servicesDashboard } from './services/dashboard.ts';

/** Every dashboard, in the order in which they are listed. */
export function dashboards(settings: Settings): Dashboard[] {
  const dashboards = [
    performanceDashboard(settings),
    fleetDashboard(settings),
    instancesDashboard(settings),
    kvCacheDashboard(settings),
    capacityDashboard(settings),
    servicesDashboard(settings),
    ...(hasHardware(settings) ? [hardwareDashboard(settings)] : []),
    ...(settings.logs.enabled ? [logsDashboard(settings)] : []),
    runbookDashboard(settings),
  ];
  return dashboards.map((each) => marked(each, settings));
}
