import {
  aggregate,
  andOn,
  binary,
  countBy,
  maxBy,
  MODEL,
  or,
  recorded,
  selector,
  SERVER,
  TARGET,
  type Expression,
  type RecordedName,
} from '../promql/index.ts';
import type { RecordingRule } from './rules.ts';

/**
 * Servers by the model that they serve, also while they are down: `up` has no model, and a server that is down exports none.
 *
 * - `servers`: 1 per server and model; of one that is down, the models that it served before, for as long as it is a target.
 * - `up`: 1 if any server of the model answers, 0 if none does.
 * - `count`: servers of the model, those that are down included.
 */
export const servedModels = {
  servers: 'job_instance:vllm_models:info',
  up: 'job_model:up:max',
  count: 'job_model:up:count',
} as const satisfies Record<string, RecordedName>;

export function servedModelRules(): readonly RecordingRule[] {
  const down = binary(selector('up'), '==', 0);
  const serving = aggregate('group', SERVER, selector('vllm:num_requests_running'));
  const before = aggregate('group', SERVER, recorded(servedModels.servers));
  return [
    { record: servedModels.servers, expr: or(serving, andOn(TARGET, before, down)) },
    { record: servedModels.up, expr: maxBy(MODEL, upOfModels()) },
    { record: servedModels.count, expr: countBy(MODEL, upOfModels()) },
  ];
}

/** `up` by server and model. */
function upOfModels(): Expression {
  return binary(recorded(servedModels.servers), '*', selector('up'), { on: TARGET, groupLeft: [] });
}
