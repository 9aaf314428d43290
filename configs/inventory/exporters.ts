import type { Settings } from '../settings/index.ts';

/** Where each exporter listens; the host is its job, and its name on the stack's network. */
export const EXPORTERS = {
  gpu: { host: 'dcgm-exporter', port: 9400 },
  node: { host: 'node-exporter', port: 9100 },
  containers: { host: 'cadvisor', port: 8080 },
} as const;

export type ExporterName = keyof typeof EXPORTERS;

const NAMES = Object.keys(EXPORTERS) as ExporterName[];

/** The exporters that are asked for. */
export function wantedExporters({ exporters }: Pick<Settings, 'exporters'>): ExporterName[] {
  return NAMES.filter((name) => exporters[name]);
}

/** Jobs of the exporters. On Kubernetes the kubelets report containers, under a job that the chart names. */
export function exporterJobs(settings: Pick<Settings, 'exporters' | 'backend'>): string[] {
  return wantedExporters(settings)
    .filter((name) => settings.backend === 'docker' || name !== 'containers')
    .map((name) => EXPORTERS[name].host);
}
