import { or, ratio, sumBy } from '../../promql/index.ts';
import type { RecordedHistogramName } from '../../recording/index.ts';
import type { Settings } from '../../settings/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { limitOf, type LatencyObjective } from '../objectives.ts';
import { lettered, limitLines, query, stacked, thresholds, timeseries } from '../panels.ts';
import { modelQuantile, modelRate } from '../model-series.ts';

const BY_MODEL = ['model_name'] as const;
const LEGEND = '{{model_name}}';

/** The models side by side: load, speed, failures. */
export function serviceRow(settings: Settings): Row {
  return row(
    'Service by model',
    cells(8, 8, [requests(), outputTokens(), failures(settings)]),
    cells(8, 8, [
      latency(settings, 'Time to first token p99', 'ttft', 'vllm:time_to_first_token_seconds'),
      latency(settings, 'Time per output token p99', 'tpot', 'vllm:request_time_per_output_token_seconds'),
      latency(settings, 'End-to-end latency p99', 'e2e', 'vllm:e2e_request_latency_seconds'),
    ]),
  );
}

function requests() {
  const panel = stacked({
    title: 'Finished requests',
    text: 'Requests that finished per second, by model.',
    metrics: ['vllm:request_success_total'],
    unit: 'reqps',
  });
  return lettered(panel, [query(sumBy(BY_MODEL, modelRate('vllm:request_success_total')), LEGEND)]);
}

function outputTokens() {
  const panel = stacked({
    title: 'Generated tokens',
    text: 'Tokens generated per second, by model.',
    metrics: ['vllm:generation_tokens_total'],
    unit: 'count:tok/s',
  });
  return lettered(panel, [query(sumBy(BY_MODEL, modelRate('vllm:generation_tokens_total')), LEGEND)]);
}

function failures({ slo }: Settings) {
  const panel = timeseries({
    title: 'Failures by model',
    text: 'Share of requests ended by an error of the engine or refused at a queue limit.',
    metrics: ['vllm:request_success_total', 'vllm:admission_rejections_total'],
    unit: 'percentunit',
  })
    .thresholds(thresholds([1 - slo.availability.objective, 'red']))
    .thresholdsStyle(limitLines());
  const finished = sumBy(BY_MODEL, modelRate('vllm:request_success_total'));
  const none = `${finished} * 0`;
  const failed = or(
    sumBy(BY_MODEL, modelRate('vllm:request_success_total', { finished_reason: 'error' })),
    none,
  );
  const refused = or(sumBy(BY_MODEL, modelRate('vllm:admission_rejections_total')), none);
  return lettered(panel, [
    query(ratio(failed, finished), `${LEGEND}: error`),
    query(ratio(refused, `(${finished}) + (${refused})`), `${LEGEND}: refused`),
  ]);
}

function latency(
  settings: Settings,
  title: string,
  objective: LatencyObjective,
  name: RecordedHistogramName,
) {
  const limit = limitOf(settings, objective);
  const panel = timeseries({
    title,
    text: `Duration that 99 % of the requests to a model stay below. ${limit.text}`,
    metrics: [name],
    unit: 's',
  })
    .thresholds(thresholds([limit.shared, 'red']))
    .thresholdsStyle(limitLines());
  return lettered(panel, [query(modelQuantile(0.99, name, BY_MODEL), LEGEND)]);
}
