import { DEMO_BACKEND_JOB, DEMO_JOB } from '../demo/models.ts';
import { partOf, PART_NAMES } from './parts.ts';

const jobs = PART_NAMES.flatMap((name) => {
  const { job, role, docker } = partOf(name);
  return job === undefined ? [] : [{ job, always: role === 'server' && docker !== undefined }];
});

/** Job names that targets must not use on any backend: those of the stack's servers and of the demo. */
export const RESERVED_JOBS: readonly string[] = [
  ...jobs.filter(({ always }) => always).map(({ job }) => job),
  DEMO_JOB,
  DEMO_BACKEND_JOB,
];

/** Additional reserved job names on Kubernetes, for discoveries. */
export const RESERVED_KUBERNETES_JOBS: readonly string[] = PART_NAMES.flatMap((name) => {
  const { job, podName } = { ...partOf(name), ...partOf(name).kubernetes };
  return job === undefined || podName === undefined || RESERVED_JOBS.includes(job) ? [] : [job];
}).sort();

/**
 * Jobs of the exporters that these settings enable. The cAdvisor job on Kubernetes is that of the kubelets, named by the chart.
 */
export function exporterJobsWanted(
  backend: 'docker' | 'kubernetes',
  wanted: Readonly<Record<'gpu' | 'node' | 'containers', boolean>>,
): readonly string[] {
  return PART_NAMES.flatMap((name) => {
    const { job, exporter, [backend]: place } = partOf(name);
    return job !== undefined && exporter !== undefined && wanted[exporter] && place ? [job] : [];
  });
}
