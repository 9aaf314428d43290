import { DEMO_BACKEND_JOB, DEMO_JOB } from '../demo/models.ts';
import { discoveriesOf } from '../inventory/demo.ts';
import { discoveredGatewayJobs } from '../inventory/gateways.ts';
import { exporterJobs } from '../inventory/jobs.ts';
import { andOn, binary, countBy, matches, selector, type Expression, type Matcher } from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';

export { JOB, MODEL, SERVER, TARGET } from '../promql/index.ts';

/** A job that scrapes vLLM, and when its absence is no fault. */
export interface VllmJob {
  readonly name: string;
  /** Targets come and go with pods; those of a configured target stay listed while the server is stopped. */
  readonly discovered: boolean;
  readonly mayBeAbsent: boolean;
  /** Prometheus duration. */
  readonly startupTime?: string | undefined;
}

/** Jobs that scrape vLLM, sorted by name. None if an external Prometheus finds the servers. */
export function vllmJobRecords(settings: Settings): readonly VllmJob[] {
  const { targets, demo, backend } = settings;
  return [
    ...targets.filter(({ kind }) => kind === 'vllm').map((target) => ({ ...target, discovered: false })),
    ...discoveriesOf(settings).map((each) => ({ ...each, discovered: true })),
    ...(demo && backend === 'docker' ? [{ name: DEMO_JOB, discovered: false, mayBeAbsent: false }] : []),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Names of the jobs that scrape vLLM. */
export const vllmJobs = (settings: Settings): readonly string[] =>
  vllmJobRecords(settings).map(({ name }) => name);

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

/** Condition on the jobs of vLLM for which something holds; none if no job is known, undefined if it holds for no job. */
export function jobsWhere(
  settings: Settings,
  holds: (job: VllmJob) => boolean,
): ReturnType<typeof jobIs> | undefined {
  const jobs = vllmJobRecords(settings);
  const kept = jobs.filter(holds);
  return jobs.length > 0 && kept.length === 0 ? undefined : jobIs(kept.map(({ name }) => name));
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
