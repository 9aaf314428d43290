import { partOf, PART_NAMES } from './parts.ts';

/**
 * Values of the label `service_name` that belong to the stack itself; every other service is monitored by it, including the
 * demo. On Docker the value is the host name of the container, on Kubernetes the label `app.kubernetes.io/name` of the pod.
 */
export const OWN_SERVICES: readonly string[] = [
  ...new Set(
    PART_NAMES.flatMap((name) => [partOf(name).docker?.host, partOf(name).kubernetes?.podName]).filter(
      (service) => service !== undefined,
    ),
  ),
].sort();
