import { events, increase, not, or, plus, recorded, sumBy, type RecordedName } from '../promql/index.ts';
import type { RecordingRule } from '../recording/index.ts';
import type { Settings } from '../settings/index.ts';
import { neverScheduled } from './never-scheduled.ts';
import { jobIs, MODEL, vllmJobs } from './scope.ts';

const WINDOW = '10m';

/**
 * Requests of a model within ten minutes. Recorded since alerts compare them with two bounds each, and reading every engine is what
 * rules cost.
 *
 * - `finished`: with any reason.
 * - `failed`: with the reason `error`.
 * - `neverScheduled`: finished before they were scheduled.
 */
const outcomeSeries = {
  finished: `job_model:vllm_requests_finished:increase${WINDOW}`,
  failed: `job_model:vllm_requests_failed:increase${WINDOW}`,
  neverScheduled: `job_model:vllm_requests_never_scheduled:increase${WINDOW}`,
} as const satisfies Record<string, RecordedName>;

const METRICS: Readonly<Record<keyof typeof outcomeSeries, readonly string[]>> = {
  finished: ['vllm:request_success_total'],
  failed: ['vllm:request_success_total'],
  neverScheduled: ['vllm:request_prefill_time_seconds', 'vllm:e2e_request_latency_seconds'],
};

/** Requests with an outcome within ten minutes, by model. */
export const requestsThat = (outcome: keyof typeof outcomeSeries) =>
  recorded(outcomeSeries[outcome], {}, METRICS[outcome]);

export function outcomeRules(settings: Settings): RecordingRule[] {
  const job = jobIs(vllmJobs(settings));
  const failed = recorded(outcomeSeries.failed);
  const others = increase('vllm:request_success_total', { ...job, finished_reason: not('error') }, WINDOW);
  return [
    {
      record: outcomeSeries.failed,
      // The series of a reason is born with its first request in the Rust front end and before vLLM 0.13.
      expr: sumBy(MODEL, events('vllm:request_success_total', { ...job, finished_reason: 'error' }, WINDOW)),
    },
    {
      record: outcomeSeries.finished,
      expr: or(plus(failed, sumBy(MODEL, others)), failed, sumBy(MODEL, others)),
    },
    { record: outcomeSeries.neverScheduled, expr: neverScheduled(settings, WINDOW) },
  ];
}
