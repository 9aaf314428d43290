import { sumBy } from '../../promql/index.ts';
import type { RecordedHistogramName } from '../../recording/index.ts';
import { colored, FINISH_COLORS } from '../colors.ts';
import { cells, row, type Row } from '../layout.ts';
import { heatmap, stacked, timeseries } from '../panels.ts';
import { percentiles } from '../percentiles.ts';
import { modelDistribution, modelMean, modelRate } from '../model-series.ts';

/** Shape of the workload: lengths, limits and finish reasons. */
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
      text: 'Sequences finished per second by finish reason; a request with n > 1 has several. A large share of "length" means responses are truncated. Requests canceled by clients are not always counted as "abort".',
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
    'Prompt tokens per finished request. Longer prompts increase TTFT.',
    'vllm:request_prompt_tokens',
  );
}

function generationLength() {
  return length(
    'Generation length',
    'Tokens generated per finished request. Longer outputs increase end-to-end latency.',
    'vllm:request_generation_tokens',
  );
}

function computedPrompt() {
  return length(
    'Computed prompt length',
    'Prompt tokens per finished request that were computed because no cache had them.',
    'vllm:request_prefill_kv_computed_tokens',
  );
}

function tokenLimit() {
  return length(
    'Requested max_tokens',
    'Output token limit (max_tokens) set by requests. Requests without a limit are not counted.',
    'vllm:request_params_max_tokens',
  );
}

function lengths(title: string, name: RecordedHistogramName) {
  return heatmap(
    {
      title,
      text: 'Requests finished per second by length in tokens.',
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
      text: 'Mean number of output sequences per request (parameter n). Each takes a slot in the batch.',
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
      text: 'Mean number of preemptions per finished request. Above 0, the KV cache is too small for the load.',
      unit: 'short',
      counts: 'preemptions',
      idle: 'No requests, or vLLM older than 0.30',
    },
    [modelMean('vllm:request_num_preemptions'), 'Mean'],
  );
}
