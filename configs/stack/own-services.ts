import { partOf, PART_NAMES } from './parts.ts';

/**
 * Values of the label `service_name` that belong to the stack itself; every other service is what it watches, the demo too.
 * On Docker it is the host of the container, on Kubernetes the label `app.kubernetes.io/name` of the pod.
 */
export const OWN_SERVICES: readonly string[] = [
  ...new Set(
    PART_NAMES.flatMap((name) => [partOf(name).docker?.host, partOf(name).kubernetes?.podName]).filter(
      (service) => service !== undefined,
    ),
  ),
].sort();
