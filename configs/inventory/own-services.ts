import type { Settings } from '../settings/index.ts';
import { partOf, PART_NAMES } from '../stack/parts.ts';
import { isManaged } from './managed.ts';

/**
 * Values of the label `service_name` that belong to the stack itself; every other service is monitored by it, including the
 * demo. On Docker the value is the host name of the container, on Kubernetes the job. Pods that no job scrapes
 * have the label `app.kubernetes.io/name` of their part. A part
 * with a section of its own counts only if the stack runs it.
 */
export const ownServices = (settings: Settings): readonly string[] =>
  [
    ...new Set(
      PART_NAMES.filter((name) => partOf(name).section === undefined || isManaged(settings, name))
        .map(partOf)
        .flatMap(({ job, docker, kubernetes }) => [docker?.host, kubernetes?.podName, kubernetes && job])
        .filter((service) => service !== undefined),
    ),
  ].sort();
