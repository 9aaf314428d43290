/**
 * Labels of containers that steer the collection. The stack sets the first two on its own containers; the rest is for
 * everybody else's.
 */
export const CONTAINER_LABELS = {
  /** The stack that a container belongs to. */
  stack: 'llm-monitoring.stack',
  /** Value of the label `service_name`. */
  service: 'llm-monitoring.service',
  /** `true` to have the logs collected, `false` to have them left alone. */
  logs: 'llm-monitoring.logs',
  /** Value of the label `model_name`. */
  model: 'llm-monitoring.model',
} as const;

/** Labels that a container of the stack carries. */
export function containerLabels(stack: string, service: string): Record<string, string> {
  return { [CONTAINER_LABELS.stack]: stack, [CONTAINER_LABELS.service]: service };
}

/** A container label as `discovery.docker` names it. */
export function metaLabel(label: string): string {
  return `__meta_docker_container_label_${label.replaceAll(/[^a-zA-Z0-9_]/g, '_')}`;
}
