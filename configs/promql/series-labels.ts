/**
 * Labels that say where a target runs: `namespace` from discovery on Kubernetes, `cluster` in a store that several Prometheuses
 * write to. Prometheus drops empty labels, so grouping and joining by them changes nothing where they do not exist.
 */
export const PLACE = ['cluster', 'namespace'] as const;
/** Labels of one job; the same job in two namespaces is two. */
export const JOB = [...PLACE, 'job'] as const;
/** Labels of one target. Two pods of different namespaces may share a name. */
export const TARGET = [...JOB, 'instance'] as const;
/** Labels of a model: every recorded series, budget and alert of a model has these. */
export const MODEL = [...JOB, 'model_name'] as const;
/** Labels of one server of a model. */
export const SERVER = [...TARGET, 'model_name'] as const;
