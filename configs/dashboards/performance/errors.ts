import { or, ratio, sumBy, vector, type Expression } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { colored, STATUS_COLORS } from '../colors.ts';
import { cells, row, type Row } from '../layout.ts';
import { limitLines, stacked, thresholds, timeseries } from '../panels.ts';
import { cutOffShare, modelRate, neverScheduledShare, serverRate } from '../model-series.ts';

/** Errors counted by the API server, the engine and the queue limits. */
export function errorsRow(settings: Settings): Row {
  return row(
    'Errors',
    cells(8, 8, [responses(), serverErrors(settings), engineErrors(settings)]),
    cells(8, 8, [rejections(), cutOff(), neverScheduled()]),
  );
}

/** There is no 5xx series before the first error, which counts as 0 if there are any responses. */
export function serverErrorShare(): Expression {
  const errors = sumBy([], serverRate('http_requests_total', { status: '5xx' }));
  return ratio(or(errors, vector(0)), sumBy([], serverRate('http_requests_total')));
}

/** vLLM before 0.13 has no such finish reason, which counts as 0. */
export function engineErrorShare(): Expression {
  const failed = sumBy([], modelRate('vllm:request_success_total', { finished_reason: 'error' }));
  return ratio(or(failed, vector(0)), sumBy([], modelRate('vllm:request_success_total')));
}

function responses() {
  const panel = stacked(
    {
      title: 'Responses by status',
      text: 'HTTP responses per second by status class, from the servers of the selected models. An aborted stream counts as 2xx.',
      unit: 'reqps',
    },
    [sumBy(['status'], serverRate('http_requests_total')), '{{status}}'],
  );
  return colored(panel, STATUS_COLORS);
}

function serverErrors({ slo }: Settings) {
  return timeseries(
    {
      title: '5xx error rate',
      text: 'Share of HTTP responses with a 5xx status. The dashed line is the availability objective.',
      unit: 'percentunit',
    },
    [serverErrorShare(), '5xx'],
  )
    .thresholds(thresholds([1 - slo.availability.objective, 'red']))
    .thresholdsStyle(limitLines());
}

function engineErrors({ slo }: Settings) {
  return timeseries(
    {
      title: 'Requests finished with an error',
      text: 'Share of finished requests with finish reason "error". Most had started streaming and therefore count as 2xx. The dashed line is the availability objective.',
      unit: 'percentunit',
    },
    [engineErrorShare(), 'Error'],
  )
    .thresholds(thresholds([1 - slo.availability.objective, 'red']))
    .thresholdsStyle(limitLines());
}

function rejections() {
  return stacked(
    {
      title: 'Requests rejected at queue limits',
      text: 'Requests per second rejected because the number of waiting requests or tokens reached its limit. Any means clients receive errors.',
      unit: 'reqps',
      idle: 'Requires vLLM 0.32 or later',
    },
    [sumBy(['reason'], modelRate('vllm:admission_rejections_total')), '{{reason}}'],
  );
}

function cutOff() {
  return timeseries(
    {
      title: 'Cut off by clients',
      text: 'Share of the requests that received a first token in the last 30 minutes and did not finish, because their clients disconnected or their server was terminated. vLLM records no latency of them, and nothing at all of requests that are cut off while queued.',
      unit: 'percentunit',
      idle: 'No requests in 30 minutes, or no SLO rules',
    },
    [cutOffShare([]), 'Cut off'],
  );
}

function neverScheduled() {
  return timeseries(
    {
      title: 'Ended before they were scheduled',
      text: 'Share of finished requests that the engine ended while they were still queued. vLLM records the uptime of its host as their prefill time (vLLM #49135), by which they are counted here; the mean prefill time is wrong meanwhile.',
      unit: 'percentunit',
    },
    [neverScheduledShare([]), 'Never scheduled'],
  );
}
