import { sumBy } from '../../promql/index.ts';
import type { RecordedHistogramName } from '../../recording/index.ts';
import type { Settings } from '../../settings/index.ts';
import { cells, row, type Row } from '../layout.ts';
import type { LatencyObjective } from '../../objectives/index.ts';
import { limitOf } from '../objectives.ts';
import { heatmap, limitLines, stacked, thresholds, timeseries } from '../panels.ts';
import { percentiles } from '../percentiles.ts';
import { modelDistribution, modelMean, modelRate, modelWithin } from '../model-series.ts';

/** Request latency, total and by phase. */
export function latencyRow(settings: Settings): Row {
  return row(
    'Latency',
    cells(8, 12, [firstToken(settings), interToken(), perOutputToken(settings)]),
    cells(8, 12, [endToEnd(settings), queueTime(settings), prefillTime()]),
    cells(8, 12, [decodeTime(), meanByPhase(), withinObjective(settings)]),
    cells(8, 8, [firstTokenHeatmap(), interTokenHeatmap(), endToEndHeatmap()]),
  );
}

interface LatencyArgs {
  readonly title: string;
  readonly text: string;
  readonly name: RecordedHistogramName;
}

/** Percentiles over all requests of the window, and their mean. */
function latency({ title, text, name }: LatencyArgs) {
  const args = { title, text, unit: 's' } as const;
  return percentiles(args, ['p99', 'p95', 'p90', 'p50'], modelDistribution(name));
}

function latencyWithLimit(args: LatencyArgs, settings: Settings, objective: LatencyObjective) {
  const limit = limitOf(settings, objective);
  return latency({ ...args, text: `${args.text} ${limit.text}` })
    .thresholds(thresholds([limit.shared, 'red']))
    .thresholdsStyle(limitLines());
}

function firstToken(settings: Settings) {
  const args = {
    title: 'Time to first token (TTFT)',
    text: 'Time from arrival to the first output token. Rises with queueing and long prompts.',
    name: 'vllm:time_to_first_token_seconds',
  } as const;
  return latencyWithLimit(args, settings, 'ttft');
}

function interToken() {
  return latency({
    title: 'Inter-token latency',
    text: 'Time between consecutive outputs of a request. High values make streaming stutter. Includes servers older than vLLM 0.10.2, which export it under a former name.',
    name: 'vllm:inter_token_latency_seconds',
  });
}

function perOutputToken(settings: Settings) {
  const args = {
    title: 'Time per output token (TPOT)',
    text: 'Mean time per token after the first, one observation per request. Requests with a single token count as 0 s.',
    name: 'vllm:request_time_per_output_token_seconds',
  } as const;
  return latencyWithLimit(args, settings, 'tpot');
}

function endToEnd(settings: Settings) {
  const args = {
    title: 'End-to-end latency',
    text: 'Time from arrival to the last token. Grows with the output length.',
    name: 'vllm:e2e_request_latency_seconds',
  } as const;
  return latencyWithLimit(args, settings, 'e2e');
}

const COARSE =
  'The lowest bucket ends at 0.3 s: percentiles below that are interpolated, so rely on the mean.';

function queueTime(settings: Settings) {
  const args = {
    title: 'Queue time',
    text: `Time from arrival until a request is first scheduled. Rises when the engines are saturated. ${COARSE}`,
    name: 'vllm:request_queue_time_seconds',
  } as const;
  return latencyWithLimit(args, settings, 'queue');
}

function prefillTime() {
  return latency({
    title: 'Prefill time',
    text: `Time to process the prompt. Rises with prompt length and a falling prefix cache hit rate. ${COARSE}`,
    name: 'vllm:request_prefill_time_seconds',
  });
}

function decodeTime() {
  return latency({
    title: 'Decode time',
    text: `Time from the first to the last output token. Grows with output length and batch size. ${COARSE}`,
    name: 'vllm:request_decode_time_seconds',
  });
}

function meanByPhase() {
  return stacked(
    {
      title: 'Mean time by phase',
      text: 'Mean time per request in the queue, in prefill and in decode. The sum is about the mean end-to-end latency.',
      unit: 's',
    },
    [modelMean('vllm:request_queue_time_seconds'), 'Queue'],
    [modelMean('vllm:request_prefill_time_seconds'), 'Prefill'],
    [modelMean('vllm:request_decode_time_seconds'), 'Decode'],
  );
}

function withinObjective(settings: Settings) {
  return (
    timeseries(
      {
        title: 'Requests within objectives',
        text: [
          'Share of requests within their latency threshold, counted at bucket bounds without interpolation.',
          limitOf(settings, 'ttft').text.replace('Objective', 'TTFT'),
          limitOf(settings, 'tpot').text.replace('Objective', 'TPOT'),
          limitOf(settings, 'e2e').text.replace('Objective', 'End-to-end latency'),
        ].join(' '),
        unit: 'percentunit',
      },
      [modelWithin(settings, 'ttft'), 'TTFT'],
      [modelWithin(settings, 'tpot'), 'TPOT'],
      [modelWithin(settings, 'e2e'), 'End-to-end latency'],
    )
      .max(1)
      // 99.9% and 99.99% are different objectives.
      .decimals(2)
  );
}

function distribution(title: string, counted: string, name: RecordedHistogramName) {
  return heatmap(
    {
      title,
      text: `${counted} per second by latency. Separate bands indicate different kinds of requests.`,
      unit: 's',
    },
    sumBy(['le'], modelRate(`${name}_bucket`)),
  );
}

function firstTokenHeatmap() {
  return distribution('Distribution of TTFT', 'Requests', 'vllm:time_to_first_token_seconds');
}

function interTokenHeatmap() {
  return distribution(
    'Distribution of inter-token latency',
    'Output tokens',
    'vllm:inter_token_latency_seconds',
  );
}

function endToEndHeatmap() {
  return distribution('Distribution of end-to-end latency', 'Requests', 'vllm:e2e_request_latency_seconds');
}
