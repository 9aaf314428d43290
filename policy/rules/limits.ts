import { containersOf } from '../containers.ts';
import type { Rule } from '../rule.ts';

export const limits: Rule = {
  name: 'limits-set',
  description: 'Every container has a memory limit, and on Kubernetes a CPU limit.',
  level: 'mandatory',
  check: (candidate) =>
    containersOf(candidate).flatMap(({ where, memoryLimit, cpuLimit }) => [
      ...(memoryLimit ? [] : [`${where}: no memory limit`]),
      ...(cpuLimit === false ? [`${where}: no CPU limit`] : []),
    ]),
};

export const healthChecks: Rule = {
  name: 'health-checked',
  description: 'Every long-running container has a health check.',
  level: 'mandatory',
  check: (candidate) =>
    containersOf(candidate).flatMap(({ where, healthCheck }) =>
      healthCheck === false ? [`${where}: no health check`] : [],
    ),
};
