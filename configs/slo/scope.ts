import { DEMO_BACKEND_JOB, DEMO_JOB } from '../demo/models.ts';
import { discoveredGatewayJobs } from '../inventory/gateways.ts';
import { exporterJobs } from '../inventory/jobs.ts';
import { andOn, binary, countBy, matches, selector, type Expression, type Matcher } from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';

export { JOB, MODEL, SERVER, TARGET } from '../promql/index.ts';

/** Jobs that scrape vLLM. None where the servers are found by somebody else's Prometheus. */
export function vllmJobs({ targets, demo, backend, kubernetes }: Settings): readonly string[] {
  return [
    ...targets.filter(({ kind }) => kind === 'vllm').map(({ name }) => name),
    ...(backend === 'kubernetes' ? kubernetes.discovery.map(({ name }) => name) : []),
    ...(demo ? [DEMO_JOB] : []),
  ].sort();
}

/** Jobs of what is scraped beside vLLM. */
export function otherJobs(settings: Settings): readonly string[] {
  const { targets, demo } = settings;
  return [
    ...exporterJobs(settings),
    ...targets.filter(({ kind }) => kind !== 'vllm').map(({ name }) => name),
    ...discoveredGatewayJobs(settings),
    ...(demo ? [DEMO_BACKEND_JOB] : []),
  ].sort();
}

/** Condition on the label `job`; none where no job is known, so that every job counts. */
export function jobIs(jobs: readonly string[]): { readonly job?: string | Matcher } {
  if (jobs.length === 0) return {};
  return { job: jobs.length === 1 ? jobs[0]! : matches(jobs.join('|')) };
}

/**
 * Keeps only servers of vLLM, where a metric that others have too is asked of all jobs, as none is known.
 *
 * @param labels labels of the expression that name a server or its job.
 */
export function onlyVllm(settings: Settings, expression: Expression, labels: readonly string[]): Expression {
  if (vllmJobs(settings).length > 0) return expression;
  return andOn(labels, expression, countBy(labels, selector('vllm:num_requests_running')));
}

/** 1 for each series of `up` that is 0. */
export function down(up: Expression): Expression {
  return binary(binary(1, '-', up), '>', 0);
}
