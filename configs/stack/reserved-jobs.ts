import { DEMO_BACKEND_JOB, DEMO_JOB } from '../demo/models.ts';
import { type ExporterKey, partOf, PART_NAMES } from './parts.ts';

const jobs = PART_NAMES.flatMap((name) => {
  const { job, role, docker, section } = partOf(name);
  return job === undefined
    ? []
    : [{ job, always: role === 'server' && docker !== undefined && section === undefined }];
});

/** Job names that targets must not use on any backend: those of the stack's servers and of the demo. */
export const RESERVED_JOBS: readonly string[] = [
  ...jobs.filter(({ always }) => always).map(({ job }) => job),
  DEMO_JOB,
  DEMO_BACKEND_JOB,
];

/** Additional reserved job names on Kubernetes, for discoveries. */
export const RESERVED_KUBERNETES_JOBS: readonly string[] = PART_NAMES.flatMap((name) => {
  const { job, podName, section } = { ...partOf(name), ...partOf(name).kubernetes };
  const reserved = job !== undefined && podName !== undefined && section === undefined;
  return reserved && !RESERVED_JOBS.includes(job) ? [job] : [];
}).sort();

/**
 * Jobs of the optional parts that these settings enable. The cAdvisor job on Kubernetes is that of the kubelets, named by the
 * chart.
 */
export function optionalJobs(
  backend: 'docker' | 'kubernetes',
  wanted: Readonly<Record<ExporterKey | 'traces', boolean>>,
): readonly string[] {
  return PART_NAMES.flatMap((name) => {
    const { job, exporter, section, [backend]: place } = partOf(name);
    const key = exporter ?? section;
    return job !== undefined && key !== undefined && wanted[key] && place ? [job] : [];
  });
}
