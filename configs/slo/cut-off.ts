import {
  ago,
  binary,
  call,
  events,
  not,
  orZero,
  ratio,
  recorded,
  selector,
  sumBy,
  type Expression,
  type RecordedName,
} from '../promql/index.ts';
import type { RecordingRule } from '../recording/index.ts';
import type { Settings } from '../settings/index.ts';
import { jobIs, MODEL, vllmJobs } from './scope.ts';

const WINDOW = '30m';

/**
 * Requests of a model whose client disconnected after the first token, within 30 minutes.
 *
 * - `started`: requests that received a first token.
 * - `requests`: those of them that neither finished nor still run.
 * - `share`: `requests` over `started`; none without requests.
 */
export const cutOffSeries = {
  started: `job_model:vllm_requests_started:increase${WINDOW}` as RecordedName,
  requests: `job_model:vllm_requests_cut_off:increase${WINDOW}` as RecordedName,
  share: `job_model:vllm_requests_cut_off:ratio${WINDOW}` as RecordedName,
} as const;

/** Metrics behind these series. */
export const CUT_OFF_METRICS = [
  'vllm:time_to_first_token_seconds',
  'vllm:request_success_total',
  'vllm:num_requests_running',
] as const;

/**
 * The Python front end drops the state of a request when its client disconnects (`vllm/v1/engine/output_processor.py`): no
 * finish, no latency and no queue time are observed, so under overload the slowest requests leave every histogram. What remains
 * is that they were counted at their first token. The Rust front end counts them as `abort`, which is left out here.
 */
export function cutOffRules(settings: Settings): RecordingRule[] {
  const job = jobIs(vllmJobs(settings));
  const finished = sumBy(
    MODEL,
    events('vllm:request_success_total', { ...job, finished_reason: not('abort') }, WINDOW),
  );
  const running = sumBy(MODEL, selector('vllm:num_requests_running', job));
  return [
    {
      record: cutOffSeries.started,
      expr: sumBy(MODEL, events('vllm:time_to_first_token_seconds_count', job, WINDOW)),
    },
    {
      record: cutOffSeries.requests,
      // Long requests that began within the window and still run are neither.
      expr: notNegative(
        binary(binary(recorded(cutOffSeries.started), '-', finished), '-', moreThanBefore(running)),
      ),
    },
    {
      record: cutOffSeries.share,
      expr: ratio(recorded(cutOffSeries.requests), recorded(cutOffSeries.started)),
    },
  ];
}

/** How much a gauge has grown within the window; a gauge that is new has grown from 0. */
function moreThanBefore(now: Expression): Expression {
  return notNegative(binary(now, '-', orZero(ago(now, WINDOW), now)));
}

const notNegative = (of: Expression) => call('clamp_min', of, 0);
