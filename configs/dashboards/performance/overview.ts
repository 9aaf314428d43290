import { maxBy, sumBy } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { limitOf } from '../objectives.ts';
import { stat, thresholds } from '../panels.ts';
import { engineErrorShare, serverErrorShare } from './errors.ts';
import { currentGauge, modelQuantile, modelRate, requestRate } from '../model-series.ts';

/** Key figures of the selected models. */
export function overviewRow(settings: Settings): Row {
  return row(
    'Overview',
    cells(6, 4, [
      finishedRequests(),
      outputRate(),
      firstTokenNow(settings),
      perTokenNow(settings),
      runningNow(),
      waitingNow(),
      cacheNow(),
      failingNow(settings),
    ]),
  );
}

function finishedRequests() {
  return stat(
    {
      title: 'Request rate',
      text: 'Requests finished per second, with any finish reason. A request with n > 1 counts once; each entry of a list of inputs counts.',
      unit: 'reqps',
    },
    [requestRate([]), 'Finished'],
  );
}

function outputRate() {
  return stat(
    {
      title: 'Output token throughput',
      text: 'Tokens generated per second by all selected engines.',
      unit: 'count:tok/s',
    },
    [sumBy([], modelRate('vllm:generation_tokens_total')), 'Output'],
  );
}

function firstTokenNow(settings: Settings) {
  const limit = limitOf(settings, 'ttft');
  return stat(
    {
      title: 'TTFT p99',
      text: `99th percentile of the time to first token. ${limit.text}`,
      unit: 's',
    },
    [modelQuantile(0.99, 'vllm:time_to_first_token_seconds'), 'p99'],
  ).thresholds(thresholds([limit.shared, 'red']));
}

function perTokenNow(settings: Settings) {
  const limit = limitOf(settings, 'tpot');
  return stat(
    {
      title: 'TPOT p99',
      text: `99th percentile of the mean time per output token of a request. ${limit.text}`,
      unit: 's',
    },
    [modelQuantile(0.99, 'vllm:request_time_per_output_token_seconds'), 'p99'],
  ).thresholds(thresholds([limit.shared, 'red']));
}

function runningNow() {
  return stat(
    {
      title: 'Requests running',
      text: 'Requests being processed by the engines.',
      unit: 'short',
      idle: 'No engines',
    },
    [sumBy([], currentGauge('running')), 'Running'],
  );
}

function waitingNow() {
  return stat(
    {
      title: 'Requests waiting',
      text: 'Requests not yet scheduled. A few are normal under load; a growing number means capacity is exhausted.',
      unit: 'short',
      idle: 'No engines',
    },
    [sumBy([], currentGauge('waiting')), 'Waiting'],
  ).thresholds(thresholds([1, 'yellow']));
}

function cacheNow() {
  return stat(
    {
      title: 'KV cache usage, fullest engine',
      text: 'Share of KV cache blocks in use on the fullest engine. When the cache is full, requests queue or are preempted.',
      unit: 'percentunit',
      idle: 'No engines',
    },
    [maxBy([], currentGauge('kvUsageMax')), 'Fullest'],
  ).thresholds(thresholds([0.9, 'yellow'], [0.98, 'red']));
}

/** Two figures because neither includes the other: 5xx also count rejections, and an aborted stream counts as 2xx. */
function failingNow({ slo }: Settings) {
  return stat(
    {
      title: 'Error rate',
      text: 'Share of HTTP responses with a 5xx status, and share of requests that finished with an engine error. Red above the availability objective.',
      unit: 'percentunit',
    },
    [serverErrorShare(), '5xx'],
    [engineErrorShare(), 'Engine'],
  )
    .decimals(2)
    .thresholds(thresholds([1 - slo.availability.objective, 'red']));
}
