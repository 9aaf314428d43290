import { shareOfTotal, sumBy } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { heatmap, stacked, timeseries } from '../panels.ts';
import { BY_MODEL } from '../place.ts';
import { percentiles } from '../percentiles.ts';
import { modelDistribution, modelRate } from '../model-series.ts';

/** vLLM observes a step in each API server that receives outputs of it (`vllm/v1/metrics/loggers.py`, `iteration_tokens_total`). */
const SHARED =
  'Each API server counts the steps that have tokens for its own requests, and only these tokens: with several API servers, a step counts up to once for each.';

/** Token throughput and engine steps. */
export function tokensRow(): Row {
  return row(
    'Token throughput',
    cells(8, 8, [tokenThroughput(), outputByModel(), promptSources()]),
    cells(8, 8, [tokensPerStep(), stepRate(), stepSizes()]),
  );
}

function tokenThroughput() {
  return timeseries(
    {
      title: 'Token throughput',
      text: 'Prompt tokens processed and output tokens generated per second.',
      unit: 'count:tok/s',
    },
    [sumBy([], modelRate('vllm:prompt_tokens_total')), 'Prompt'],
    [sumBy([], modelRate('vllm:generation_tokens_total')), 'Generation'],
  );
}

function outputByModel() {
  return stacked(
    {
      title: 'Generated tokens by model',
      text: 'Tokens generated per second, by model.',
      unit: 'count:tok/s',
    },
    [sumBy(BY_MODEL, modelRate('vllm:generation_tokens_total')), '{{model_name}}'],
  );
}

function promptSources() {
  const bySource = sumBy(['source'], modelRate('vllm:prompt_tokens_by_source_total'));
  const all = sumBy([], modelRate('vllm:prompt_tokens_by_source_total'));
  return stacked(
    {
      title: 'Prompt tokens by source',
      text: 'Share of prompt tokens by the source of their KV entries. Only computed tokens cost prefill time.',
      unit: 'percentunit',
    },
    [shareOfTotal(bySource, all), '{{source}}'],
  );
}

function tokensPerStep() {
  const args = {
    title: 'Tokens per counted step',
    text: `Prompt and output tokens processed per step. Large steps use the GPU efficiently but increase inter-token latency. ${SHARED}`,
    unit: 'count:tok',
  } as const;
  return percentiles(args, ['p95', 'p50'], modelDistribution('vllm:iteration_tokens_total'));
}

function stepRate() {
  return timeseries(
    {
      title: 'Steps counted by API servers',
      text: `Steps per second of all engines. 0 while requests are running or waiting means an engine is stuck. ${SHARED}`,
      unit: 'count:steps/s',
    },
    [sumBy([], modelRate('vllm:iteration_tokens_total_count')), 'Steps'],
  );
}

function stepSizes() {
  return heatmap(
    {
      title: 'Distribution of tokens per counted step',
      text: `Steps per second by the number of tokens processed. ${SHARED}`,
      unit: 'count:tok',
    },
    sumBy(['le'], modelRate('vllm:iteration_tokens_total_bucket')),
  );
}
