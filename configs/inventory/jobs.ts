import type { Settings } from '../settings/index.ts';
import { partOf } from '../stack/parts.ts';
import { managedParts } from './managed.ts';

/** Jobs of the stack's parts of one role, sorted. None with a Prometheus of somebody else's, who decides what it scrapes. */
function jobsOf(settings: Settings, role: 'server' | 'exporter'): string[] {
  if (settings.prometheus.existing) return [];
  return managedParts(settings)
    .map((name) => partOf(name))
    .flatMap((part) => (part.role === role && part.job !== undefined ? [part.job] : []))
    .sort();
}

/** Jobs of the servers that the stack runs. */
export const serverJobs = (settings: Settings): string[] => jobsOf(settings, 'server');

/** Jobs of the exporters that the stack runs or finds. The kubelets, which report containers, are jobs of the chart. */
export const exporterJobs = (settings: Settings): string[] => jobsOf(settings, 'exporter');
