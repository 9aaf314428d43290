import { events, recorded, sumBy, type LooseMatchers, type RecordedName } from '../promql/index.ts';
import type { RecordingRule } from '../recording/index.ts';
import type { Settings } from '../settings/index.ts';
import { neverScheduled } from './never-scheduled.ts';
import { jobIs, MODEL, vllmJobs } from './scope.ts';

const WINDOW = '10m';

/**
 * Requests of a model within ten minutes. Recorded since alerts compare them with two bounds each, and reading every engine is what
 * rules cost.
 *
 * - `finished`: by `finished_reason`.
 * - `neverScheduled`: finished before they were scheduled.
 */
const outcomeSeries = {
  finished: `job_model:vllm_requests_finished:increase${WINDOW}`,
  neverScheduled: `job_model:vllm_requests_never_scheduled:increase${WINDOW}`,
} as const satisfies Record<string, RecordedName>;

const METRICS: Readonly<Record<keyof typeof outcomeSeries, readonly string[]>> = {
  finished: ['vllm:request_success_total'],
  neverScheduled: ['vllm:request_prefill_time_seconds', 'vllm:e2e_request_latency_seconds'],
};

/** Requests with an outcome within ten minutes, by model. */
export const requestsThat = (outcome: keyof typeof outcomeSeries, matchers: LooseMatchers = {}) =>
  sumBy(MODEL, recorded(outcomeSeries[outcome], matchers, METRICS[outcome]));

export function outcomeRules(settings: Settings): RecordingRule[] {
  const job = jobIs(vllmJobs(settings));
  return [
    {
      record: outcomeSeries.finished,
      // The series of a reason is born with its first request in the Rust front end and before vLLM 0.13.
      expr: sumBy([...MODEL, 'finished_reason'], events('vllm:request_success_total', job, WINDOW)),
    },
    { record: outcomeSeries.neverScheduled, expr: neverScheduled(settings, WINDOW) },
  ];
}
