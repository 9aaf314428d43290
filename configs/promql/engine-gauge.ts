import { maxBy } from './aggregations.ts';
import { or } from './arithmetic.ts';
import type { Expression } from './expression.ts';
import { not, type LooseMatchers } from './matchers.ts';
import { SERVER } from './series-labels.ts';

/**
 * One sample per engine of a gauge with former names. With several API servers vLLM 0.9.2 to 0.11.0 exposes the present name once
 * per process, ended ones included, with the label `pid`, beside the former name without it: the series without `pid` comes first,
 * then the former names. Where only series with `pid` exist, the highest counts, since none of them says how old it is.
 *
 * @param of the gauge by a name, with these further conditions.
 */
export function engineGauge<N extends string>(
  [current, ...former]: readonly [N, ...N[]],
  of: (name: N, conditions: LooseMatchers) => Expression,
): Expression {
  const perEngine = (gauge: Expression) => maxBy([...SERVER, 'engine'], gauge);
  return or(
    perEngine(of(current, { pid: '' })),
    ...former.map((name) => perEngine(of(name, {}))),
    perEngine(of(current, { pid: not('') })),
  );
}
