import {
  binary,
  events,
  minBy,
  overTime,
  selector,
  sumBy,
  TARGET,
  unless,
  type Expression,
  type Matcher,
  type Window,
} from '../promql/index.ts';

interface Jobs {
  readonly job?: string | Matcher;
}

/** The expression without servers that were asleep in the window or paused in it: from vLLM 0.33 they answer 503 by design. */
export function unlessStoppedWithin(expression: Expression, jobs: Jobs, window: Window): Expression {
  const awake = selector('vllm:engine_sleep_state', { ...jobs, sleep_state: 'awake' });
  const asleep = binary(minBy(TARGET, overTime('min_over_time', awake, window)), '==', 0);
  return unlessPausedWithin(unless(expression, asleep, { on: TARGET }), jobs, window);
}

/**
 * The expression without servers that were told to pause in the window. No metric says that an engine is paused, and `awake`
 * stays 1, so the calls of `/pause` are what there is; a pause that outlasts the window counts as a failure.
 */
export function unlessPausedWithin(expression: Expression, jobs: Jobs, window: Window): Expression {
  const calls = events('http_requests_total', { ...jobs, handler: '/pause', status: '2xx' }, window);
  return unless(expression, binary(sumBy(TARGET, calls), '>', 0), { on: TARGET });
}
