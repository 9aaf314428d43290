import type { Operated, Workload } from './objects.ts';

/** Workloads with pods that are missing, not ready or of an older revision. */
export const incomplete = (workloads: readonly Workload[]): Workload[] =>
  workloads.filter((workload) => {
    const { kind, metadata, spec, status } = workload;
    // Until its controller has seen a change, the status is about the pods of before.
    if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) return true;
    const [wanted, updated, ready] =
      kind === 'DaemonSet'
        ? [status.desiredNumberScheduled ?? 0, status.updatedNumberScheduled, status.numberReady]
        : [spec.replicas ?? 1, status.updatedReplicas, status.readyReplicas];
    return (updated ?? 0) < wanted || (ready ?? 0) < wanted;
  });

/** Objects of the operator whose present form it has not turned into a StatefulSet, yet or because of an error. */
export const unapplied = (operated: readonly Operated[]): Operated[] =>
  operated.filter(({ metadata, status }) => {
    const reconciled = conditionOf(status);
    return reconciled?.status !== 'True' || (reconciled.observedGeneration ?? 0) < (metadata.generation ?? 0);
  });

/** One line for each workload and object of the operator that is not complete. */
export const describeIncomplete = (
  workloads: readonly Workload[],
  operated: readonly Operated[],
): string[] => [
  ...unapplied(operated).map(({ kind, metadata, status }) => {
    const message = conditionOf(status)?.message ?? '';
    return `  ${metadata.namespace}/${metadata.name}: the operator has not applied this ${kind}${message === '' ? '' : `: ${message}`}`;
  }),
  ...incomplete(workloads).map(
    ({ kind, metadata }) =>
      `  ${metadata.namespace}/${metadata.name}: ${kind} has fewer updated and ready pods than replicas`,
  ),
];

/** prometheus-operator `pkg/apis/monitoring/v1/types.go`. */
const conditionOf = (status: Operated['status']) =>
  status?.conditions?.find(({ type }) => type === 'Reconciled');
