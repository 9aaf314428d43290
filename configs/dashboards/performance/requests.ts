import { sumBy } from '../../promql/index.ts';
import type { RecordedHistogramName } from '../../recording/index.ts';
import { colored, FINISH_COLORS } from '../colors.ts';
import { cells, row, type Row } from '../layout.ts';
import { heatmap, stacked, timeseries } from '../panels.ts';
import { percentiles } from '../percentiles.ts';
import { modelDistribution, modelMean, modelRate } from '../model-series.ts';

/** What is asked for. */
export function requestsRow(): Row {
  return row(
    'Request patterns',
    cells(8, 8, [finishReasons(), promptLength(), generationLength()]),
    cells(8, 8, [computedPrompt(), promptLengths(), generationLengths()]),
    cells(8, 8, [tokenLimit(), sequences(), preemptionsPerRequest()]),
  );
}

function finishReasons() {
  const panel = stacked(
    {
      title: 'Finished sequences by reason',
      text: 'How sequences ended, per second; a request with n above 1 has several. Many at the length limit mean answers are cut off. Requests that clients cut off need not show up under abort.',
      unit: 'reqps',
    },
    [sumBy(['finished_reason'], modelRate('vllm:request_success_total')), '{{finished_reason}}'],
  );
  return colored(panel, FINISH_COLORS);
}

function length(title: string, text: string, name: RecordedHistogramName) {
  const args = { title, text, unit: 'count:tok' } as const;
  return percentiles(args, ['p95', 'p50'], modelDistribution(name));
}

function promptLength() {
  return length(
    'Prompt length',
    'Prompt tokens of a finished request. Longer prompts take longer to the first token.',
    'vllm:request_prompt_tokens',
  );
}

function generationLength() {
  return length(
    'Generation length',
    'Tokens generated for a finished request. Longer answers take longer end to end.',
    'vllm:request_generation_tokens',
  );
}

function computedPrompt() {
  return length(
    'Computed prompt length',
    'Prompt tokens of a finished request that no cache had.',
    'vllm:request_prefill_kv_computed_tokens',
  );
}

function tokenLimit() {
  return length(
    'Token limit asked for',
    'The limit requests set (max_tokens); those without one are not counted.',
    'vllm:request_params_max_tokens',
  );
}

function lengths(title: string, name: RecordedHistogramName) {
  return heatmap(
    {
      title,
      text: 'Finished requests per second by length in tokens.',
      unit: 'count:tok',
    },
    sumBy(['le'], modelRate(`${name}_bucket`)),
  );
}

function promptLengths() {
  return lengths('Distribution of prompt length', 'vllm:request_prompt_tokens');
}

function generationLengths() {
  return lengths('Distribution of generation length', 'vllm:request_generation_tokens');
}

function sequences() {
  return timeseries(
    {
      title: 'Sequences per request',
      text: 'Answers asked for with one request (n): each takes a place in the batch.',
      unit: 'short',
      counts: 'sequences',
    },
    [modelMean('vllm:request_params_n'), 'Mean'],
  );
}

function preemptionsPerRequest() {
  return timeseries(
    {
      title: 'Preemptions per request',
      text: 'How often an average finished request was put back.',
      unit: 'short',
      counts: 'preemptions',
      idle: 'No traffic, or a server before vLLM 0.30',
    },
    [modelMean('vllm:request_num_preemptions'), 'Mean'],
  );
}
