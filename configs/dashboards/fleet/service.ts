import { fraction, orZero, plus, ratio, sumBy } from '../../promql/index.ts';
import type { RecordedHistogramName } from '../../recording/index.ts';
import type { Settings } from '../../settings/index.ts';
import { cells, row, type Row } from '../layout.ts';
import type { LatencyObjective } from '../../objectives/index.ts';
import { limitOf } from '../objectives.ts';
import { limitLines, stacked, thresholds, timeseries } from '../panels.ts';
import { BY_MODEL } from '../place.ts';
import { cutOffShare, modelQuantile, modelRate, requestRate } from '../model-series.ts';

const LEGEND = '{{model_name}}';

/** Load, latency and errors of all models side by side. */
export function serviceRow(settings: Settings): Row {
  return row(
    'Service by model',
    cells(6, 8, [requests(), outputTokens(), failures(settings), cutOff()]),
    cells(8, 8, [
      latency(settings, 'TTFT p99', 'ttft', 'vllm:time_to_first_token_seconds'),
      latency(settings, 'TPOT p99', 'tpot', 'vllm:request_time_per_output_token_seconds'),
      latency(settings, 'End-to-end latency p99', 'e2e', 'vllm:e2e_request_latency_seconds'),
    ]),
  );
}

function requests() {
  return stacked(
    {
      title: 'Finished requests',
      text: 'Requests finished per second, by model. A request with n > 1 counts once.',
      unit: 'reqps',
    },
    [requestRate(BY_MODEL), LEGEND],
  );
}

function outputTokens() {
  return stacked(
    {
      title: 'Generated tokens',
      text: 'Tokens generated per second, by model.',
      unit: 'count:tok/s',
    },
    [sumBy(BY_MODEL, modelRate('vllm:generation_tokens_total')), LEGEND],
  );
}

function failures({ slo }: Settings) {
  const finished = sumBy(BY_MODEL, modelRate('vllm:request_success_total'));
  const failed = sumBy(BY_MODEL, modelRate('vllm:request_success_total', { finished_reason: 'error' }));
  const rejected = orZero(sumBy(BY_MODEL, modelRate('vllm:admission_rejections_total')), finished);
  return timeseries(
    {
      title: 'Error rate by model',
      text: 'Share of requests that finished with an engine error or were rejected at a queue limit. The dashed line is the availability objective.',
      unit: 'percentunit',
    },
    [fraction(failed, finished), `${LEGEND}: error`],
    [ratio(rejected, plus(finished, rejected)), `${LEGEND}: rejected`],
  )
    .thresholds(thresholds([1 - slo.availability.objective, 'red']))
    .thresholdsStyle(limitLines());
}

function cutOff() {
  return timeseries(
    {
      title: 'Cut off by clients',
      text: 'Share of the requests that received a first token in the last 30 minutes and did not finish, by model. No other panel shows these requests.',
      unit: 'percentunit',
      idle: 'No requests in 30 minutes, or no SLO rules',
    },
    [cutOffShare(BY_MODEL), LEGEND],
  );
}

function latency(
  settings: Settings,
  title: string,
  objective: LatencyObjective,
  name: RecordedHistogramName,
) {
  const limit = limitOf(settings, objective);
  return timeseries(
    {
      title,
      text: `99th percentile by model. ${limit.text}`,
      unit: 's',
    },
    [modelQuantile(0.99, name, BY_MODEL), LEGEND],
  )
    .thresholds(thresholds([limit.shared, 'red']))
    .thresholdsStyle(limitLines());
}
