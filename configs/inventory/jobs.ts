import type { Settings } from '../settings/index.ts';
import { partOf } from '../stack/parts.ts';
import { managedParts } from './managed.ts';

/** Jobs of the stack's parts of one role, sorted. Empty with an external Prometheus, which has its own scrape configuration. */
function jobsOf(settings: Settings, role: 'server' | 'exporter'): string[] {
  if (settings.prometheus.existing) return [];
  return managedParts(settings)
    .map((name) => partOf(name))
    .flatMap((part) => (part.role === role && part.job !== undefined ? [part.job] : []))
    .sort();
}

/** Jobs of the servers that the stack runs. */
export const serverJobs = (settings: Settings): string[] => jobsOf(settings, 'server');

/**
 * Jobs of the exporters that the stack runs or finds. On Kubernetes container metrics come from the kubelets, whose jobs belong
 * to the chart.
 */
export const exporterJobs = (settings: Settings): string[] => jobsOf(settings, 'exporter');
