import { STACK_LABEL } from '../stack/labels.ts';

/** Labels of containers that steer the collection. The stack sets the first on its own; the rest is for everybody else. */
export const CONTAINER_LABELS = {
  /** The stack that a container belongs to. */
  stack: STACK_LABEL,
  /** Value of the label `service_name`, where it is not the name of the container or of the compose service. */
  service: 'llm-monitoring.service',
  /** `true` to have the logs collected, `false` to have them left alone. */
  logs: 'llm-monitoring.logs',
  /** Value of the label `model_name`. */
  model: 'llm-monitoring.model',
} as const;

/** A container label as `discovery.docker` names it. */
export function metaLabel(label: string): string {
  return `__meta_docker_container_label_${label.replaceAll(/[^a-zA-Z0-9_]/g, '_')}`;
}
