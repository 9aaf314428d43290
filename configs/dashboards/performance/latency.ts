import { sumBy } from '../../promql/index.ts';
import type { RecordedHistogramName } from '../../recording/index.ts';
import type { Settings } from '../../settings/index.ts';
import { cells, row, type Row } from '../layout.ts';
import type { LatencyObjective } from '../../objectives/index.ts';
import { limitOf } from '../objectives.ts';
import { heatmap, limitLines, stacked, thresholds, timeseries } from '../panels.ts';
import { percentiles } from '../percentiles.ts';
import { modelDistribution, modelMean, modelRate, modelWithin } from '../model-series.ts';

/** How long requests take, as a whole and by phase. */
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
    title: 'Time to first token',
    text: 'What somebody waits before an answer begins. Rises with the queue and with long prompts.',
    name: 'vllm:time_to_first_token_seconds',
  } as const;
  return latencyWithLimit(args, settings, 'ttft');
}

function interToken() {
  return latency({
    title: 'Inter-token latency',
    text: 'Time between two outputs of one request. Servers before vLLM 0.10.2 report it under a former name, which counts too.',
    name: 'vllm:inter_token_latency_seconds',
  });
}

function perOutputToken(settings: Settings) {
  const args = {
    title: 'Time per output token',
    text: 'Mean time per token after the first, one figure a request; a request of one token counts as 0 s.',
    name: 'vllm:request_time_per_output_token_seconds',
  } as const;
  return latencyWithLimit(args, settings, 'tpot');
}

function endToEnd(settings: Settings) {
  const args = {
    title: 'End-to-end latency',
    text: 'Time from arrival to the last token. Grows with the length of answers.',
    name: 'vllm:e2e_request_latency_seconds',
  } as const;
  return latencyWithLimit(args, settings, 'e2e');
}

const COARSE =
  'The lowest bucket ends at 0.3 s, so percentiles below that are interpolated; trust the mean there.';

function queueTime(settings: Settings) {
  const args = {
    title: 'Queue time',
    text: `Time before a request was first scheduled. ${COARSE}`,
    name: 'vllm:request_queue_time_seconds',
  } as const;
  return latencyWithLimit(args, settings, 'queue');
}

function prefillTime() {
  return latency({
    title: 'Prefill time',
    text: `Time to work through the prompt. ${COARSE}`,
    name: 'vllm:request_prefill_time_seconds',
  });
}

function decodeTime() {
  return latency({
    title: 'Decode time',
    text: `Time from the first token to the last. ${COARSE}`,
    name: 'vllm:request_decode_time_seconds',
  });
}

function meanByPhase() {
  return stacked(
    {
      title: 'Mean time by phase',
      text: 'Where the time of an average request goes: together about the mean end-to-end latency.',
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
          'Share of requests that were fast enough, counted at a bucket bound and not interpolated.',
          limitOf(settings, 'ttft').text.replace('Objective', 'Time to first token'),
          limitOf(settings, 'tpot').text.replace('Objective', 'Time per output token'),
          limitOf(settings, 'e2e').text.replace('Objective', 'End to end'),
        ].join(' '),
        unit: 'percentunit',
      },
      [modelWithin(settings, 'ttft'), 'Time to first token'],
      [modelWithin(settings, 'tpot'), 'Time per output token'],
      [modelWithin(settings, 'e2e'), 'End to end'],
    )
      .max(1)
      // 99.9 % and 99.99 % are different objectives.
      .decimals(2)
  );
}

function distribution(title: string, name: RecordedHistogramName) {
  return heatmap(
    {
      title,
      text: 'Requests or outputs per second by how long they took; two bands mean two kinds of requests.',
      unit: 's',
    },
    sumBy(['le'], modelRate(`${name}_bucket`)),
  );
}

function firstTokenHeatmap() {
  return distribution('Distribution of time to first token', 'vllm:time_to_first_token_seconds');
}

function interTokenHeatmap() {
  return distribution('Distribution of inter-token latency', 'vllm:inter_token_latency_seconds');
}

function endToEndHeatmap() {
  return distribution('Distribution of end-to-end latency', 'vllm:e2e_request_latency_seconds');
}
