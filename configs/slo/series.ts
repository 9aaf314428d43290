import {
  and,
  binary,
  recorded,
  type Expression,
  type LooseMatchers,
  type RecordedName,
} from '../promql/index.ts';
import { OBJECTIVES, type ObjectiveName, type Window } from '../objectives/index.ts';
import type { Settings } from '../settings/index.ts';

/**
 * Series of the objectives, each with the labels of a model (`MODEL`) and `slo`.
 *
 * - `rate`: requests per second, all of them or the bad ones, over five minutes.
 * - `meanRate`: its mean over two minutes, of which the windows of days consist.
 * - `count`: the same as a number of requests within a window.
 * - `ratio`: the share of bad ones within a window; none without requests.
 * - `observed`: the share of a window for which requests were counted, idle time included.
 * - `budget`: the share that may be bad, 1 less the objective; until a day after the last sample of a model.
 * - `remaining`: what is left of the budget of 30 days: 1 untouched, 0 spent, below 0 overspent; none without
 *   {@link enoughData}.
 */
export const sloSeries = {
  rate: (kind: 'total' | 'errors'): RecordedName => `job_model:slo_${kind}:rate5m`,
  meanRate: (kind: 'total' | 'errors'): RecordedName => `job_model:slo_${kind}:avg_rate5m`,
  count: (kind: 'total' | 'errors', window: Window): RecordedName =>
    `job_model:slo_${kind}:increase${window}`,
  ratio: (window: Window | '5m'): RecordedName => `job_model:slo_errors:ratio_rate${window}`,
  observed: (window: Window): RecordedName => `job_model:slo_observed:ratio${window}`,
  budget: 'job_model:slo_budget:ratio' as RecordedName,
  remaining: 'job_model:slo_budget:remaining30d' as RecordedName,
} as const;

/** The series of one objective. */
export const ofSlo = (series: RecordedName, slo: ObjectiveName) =>
  recorded(series, { slo }, [OBJECTIVES[slo].metric]);

/**
 * Holds where a window says something of an objective: enough of it was recorded, and enough requests are in it. Minutes
 * after a start neither is true, whatever the ratio.
 */
export function enoughData(
  { slo: { minRequests, minShare } }: Pick<Settings, 'slo'>,
  window: Window,
  matchers: LooseMatchers = {},
): Expression {
  return and(
    binary(recorded(sloSeries.count('total', window), matchers), '>=', minRequests),
    binary(recorded(sloSeries.observed(window), matchers), '>=', minShare),
  );
}
