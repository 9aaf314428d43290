import { sumBy } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { limitOf } from '../objectives.ts';
import { lettered, query, stat, thresholds } from '../panels.ts';
import { engineErrorShare, serverErrorShare } from './errors.ts';
import { modelGauge, modelQuantile, modelRate } from '../model-series.ts';

/** The state of things in one line: what somebody looks at first. */
export function overviewRow(settings: Settings): Row {
  return row(
    'At a glance',
    cells(6, 4, [
      requestRate(),
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

function requestRate() {
  const panel = stat({
    title: 'Requests',
    text: 'Requests that finished, per second, for whatever reason.',
    metrics: ['vllm:request_success_total'],
    unit: 'reqps',
  });
  return lettered(panel, [query(sumBy([], modelRate('vllm:request_success_total')), 'Finished')]);
}

function outputRate() {
  const panel = stat({
    title: 'Output tokens',
    text: 'Tokens generated per second by all engines chosen.',
    metrics: ['vllm:generation_tokens_total'],
    unit: 'count:tok/s',
  });
  return lettered(panel, [query(sumBy([], modelRate('vllm:generation_tokens_total')), 'Output')]);
}

function firstTokenNow(settings: Settings) {
  const limit = limitOf(settings, 'ttft');
  const panel = stat({
    title: 'TTFT p99',
    text: `Time to first token that 99 % of requests stay below. ${limit.text}`,
    metrics: ['vllm:time_to_first_token_seconds'],
    unit: 's',
  }).thresholds(thresholds([limit.shared, 'red']));
  return lettered(panel, [query(modelQuantile(0.99, 'vllm:time_to_first_token_seconds'), 'p99')]);
}

function betweenTokensNow(settings: Settings) {
  const limit = limitOf(settings, 'tpot');
  const panel = stat({
    title: 'Per output token p99',
    text: `Mean time per output token that 99 % of requests stay below. ${limit.text}`,
    metrics: ['vllm:request_time_per_output_token_seconds'],
    unit: 's',
  }).thresholds(thresholds([limit.shared, 'red']));
  return lettered(panel, [query(modelQuantile(0.99, 'vllm:request_time_per_output_token_seconds'), 'p99')]);
}

function runningNow() {
  const panel = stat({
    title: 'Running',
    text: 'Requests in the batches of the engines.',
    metrics: ['vllm:num_requests_running'],
    unit: 'short',
    idle: 'No engine',
  });
  return lettered(panel, [query(sumBy([], modelGauge('running')), 'Running')]);
}

function waitingNow() {
  const panel = stat({
    title: 'Waiting',
    text: 'Requests not yet scheduled. A few are normal under load; a number that grows means too few engines.',
    metrics: ['vllm:num_requests_waiting'],
    unit: 'short',
    idle: 'No engine',
  }).thresholds(thresholds([1, 'yellow']));
  return lettered(panel, [query(sumBy([], modelGauge('waiting')), 'Waiting')]);
}

function cacheNow() {
  const panel = stat({
    title: 'KV cache, fullest',
    text: 'Share of the KV cache in use on the fullest engine. A full cache means requests wait or are preempted.',
    metrics: ['vllm:kv_cache_usage_perc'],
    unit: 'percentunit',
    idle: 'No engine',
  }).thresholds(thresholds([0.9, 'yellow'], [0.98, 'red']));
  return lettered(panel, [query(`max(${modelGauge('kvUsageMax')})`, 'Fullest')]);
}

/** Two figures, as neither holds the other: 5xx count refusals too, and a stream that breaks off counts as 2xx. */
function failingNow({ slo }: Settings) {
  const panel = stat({
    title: 'Failing requests',
    text: 'Share of responses with 5xx, and share of requests ended by an error of the engine.',
    metrics: ['http_requests_total', 'vllm:request_success_total'],
    unit: 'percentunit',
  })
    .decimals(2)
    .thresholds(thresholds([1 - slo.availability.objective, 'red']));
  return lettered(panel, [query(serverErrorShare(), '5xx'), query(engineErrorShare(), 'Engine')]);
}
