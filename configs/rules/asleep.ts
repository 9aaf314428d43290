import { binary, minBy, selector, unless, type Expression, type Matcher } from '../promql/index.ts';

/**
 * The expression without engines, or without servers that have an engine, that are asleep. Their requests wait or are refused
 * by design, and VLLMEngineAsleep fires for them. Releases before 0.11.1 do not export the state and count as awake.
 *
 * @param by labels of the expression that name an engine or a server.
 */
export function unlessAsleep(
  expression: Expression,
  job: { readonly job?: string | Matcher },
  by: readonly string[],
): Expression {
  const awake = selector('vllm:engine_sleep_state', { ...job, sleep_state: 'awake' });
  return unless(expression, binary(minBy(by, awake), '==', 0), { on: by });
}
