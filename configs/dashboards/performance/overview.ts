import { maxBy, sumBy } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { limitOf } from '../objectives.ts';
import { stat, thresholds } from '../panels.ts';
import { engineErrorShare, serverErrorShare } from './errors.ts';
import { modelGauge, modelQuantile, modelRate, requestRate } from '../model-series.ts';

/** The state of things in one line: what somebody looks at first. */
export function overviewRow(settings: Settings): Row {
  return row(
    'At a glance',
    cells(6, 4, [
      finishedRequests(),
      outputRate(),
      firstTokenNow(settings),
      betweenTokensNow(settings),
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
      title: 'Requests',
      text: 'Requests that finished, per second, for whatever reason. One with n above 1 counts once; each entry of a list of inputs is a request.',
      unit: 'reqps',
    },
    [requestRate([]), 'Finished'],
  );
}

function outputRate() {
  return stat(
    {
      title: 'Output tokens',
      text: 'Tokens generated per second by all engines chosen.',
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
      text: `Time to first token that 99 % of requests stay below. ${limit.text}`,
      unit: 's',
    },
    [modelQuantile(0.99, 'vllm:time_to_first_token_seconds'), 'p99'],
  ).thresholds(thresholds([limit.shared, 'red']));
}

function betweenTokensNow(settings: Settings) {
  const limit = limitOf(settings, 'tpot');
  return stat(
    {
      title: 'Per output token p99',
      text: `Mean time per output token that 99 % of requests stay below. ${limit.text}`,
      unit: 's',
    },
    [modelQuantile(0.99, 'vllm:request_time_per_output_token_seconds'), 'p99'],
  ).thresholds(thresholds([limit.shared, 'red']));
}

function runningNow() {
  return stat(
    {
      title: 'Running',
      text: 'Requests in the batches of the engines.',
      unit: 'short',
      idle: 'No engine',
    },
    [sumBy([], modelGauge('running')), 'Running'],
  );
}

function waitingNow() {
  return stat(
    {
      title: 'Waiting',
      text: 'Requests not yet scheduled. A few are normal under load; a number that grows means too few engines.',
      unit: 'short',
      idle: 'No engine',
    },
    [sumBy([], modelGauge('waiting')), 'Waiting'],
  ).thresholds(thresholds([1, 'yellow']));
}

function cacheNow() {
  return stat(
    {
      title: 'KV cache, fullest',
      text: 'Share of the KV cache in use on the fullest engine. A full cache means requests wait or are preempted.',
      unit: 'percentunit',
      idle: 'No engine',
    },
    [maxBy([], modelGauge('kvUsageMax')), 'Fullest'],
  ).thresholds(thresholds([0.9, 'yellow'], [0.98, 'red']));
}

/** Two figures, as neither holds the other: 5xx count refusals too, and a stream that breaks off counts as 2xx. */
function failingNow({ slo }: Settings) {
  return stat(
    {
      title: 'Failing requests',
      text: 'Share of responses with 5xx, and share of requests ended by an error of the engine.',
      unit: 'percentunit',
    },
    [serverErrorShare(), '5xx'],
    [engineErrorShare(), 'Engine'],
  )
    .decimals(2)
    .thresholds(thresholds([1 - slo.availability.objective, 'red']));
}
