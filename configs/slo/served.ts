import {
  aggregate,
  andOn,
  binary,
  countBy,
  JOB,
  maxBy,
  MODEL,
  or,
  recorded,
  selector,
  SERVER,
  TARGET,
  type RecordedName,
} from '../promql/index.ts';
import type { RecordingRule } from '../recording/index.ts';

/** Servers of a job that answer, recorded because alerts look at them over several windows: `up` is 1 if any does, 0 if none does. */
export const servedJobs = { up: 'job:up:max', count: 'job:up:count' } as const satisfies Record<
  string,
  RecordedName
>;

/**
 * Servers by the model that they serve, also while they are down: `up` has no model, and a server that is down exports none.
 *
 * - `servers`: `up` by server and model; of one that is down, the models that it served before, for as long as it is a target.
 * - `up`: 1 if any server of the model answers, 0 if none does.
 * - `count`: servers of the model, those that are down included.
 */
export const servedModels = {
  servers: 'job_instance:vllm_up:max',
  up: 'job_model:up:max',
  count: 'job_model:up:count',
} as const satisfies Record<string, RecordedName>;

/** Which jobs and models are served. */
export function servedRules(): readonly RecordingRule[] {
  const servers = recorded(servedModels.servers);
  const serving = aggregate('group', SERVER, selector('vllm:num_requests_running'));
  const down = andOn(TARGET, aggregate('group', SERVER, servers), binary(selector('up'), '==', 0));
  return [
    { record: servedJobs.up, expr: maxBy(JOB, selector('up')) },
    { record: servedJobs.count, expr: countBy(JOB, selector('up')) },
    { record: servedModels.servers, expr: or(binary(down, '*', 0), serving) },
    { record: servedModels.up, expr: maxBy(MODEL, servers) },
    { record: servedModels.count, expr: countBy(MODEL, servers) },
  ];
}
