import { shareOfTotal, sumBy } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { heatmap, stacked, timeseries } from '../panels.ts';
import { BY_MODEL } from '../place.ts';
import { percentiles } from '../percentiles.ts';
import { modelDistribution, modelRate } from '../model-series.ts';

/** vLLM observes a step where its outputs arrive: in each API server (`vllm/v1/metrics/loggers.py`, `iteration_tokens_total`). */
const SHARED =
  'With several API servers each counts the steps with tokens for its own requests, and these tokens only: a step counts up to once for each.';

/** How much goes in and comes out. */
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
      text: 'Tokens per second read from prompts and generated.',
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
      text: 'Share of prompt tokens by where their KV came from. Computed ones cost prefill time, the others do not.',
      unit: 'percentunit',
    },
    [shareOfTotal(bySource, all), '{{source}}'],
  );
}

function tokensPerStep() {
  const args = {
    title: 'Tokens per counted step',
    text: `Tokens of a step: prompts and outputs together. Large steps use the GPU well and slow each output. ${SHARED}`,
    unit: 'count:tok',
  } as const;
  return percentiles(args, ['p95', 'p50'], modelDistribution('vllm:iteration_tokens_total'));
}

function stepRate() {
  return timeseries(
    {
      title: 'Steps counted by API servers',
      text: `Steps per second of all engines. None while requests run or wait means an engine is stuck. ${SHARED}`,
      unit: 'count:steps/s',
    },
    [sumBy([], modelRate('vllm:iteration_tokens_total_count')), 'Steps'],
  );
}

function stepSizes() {
  return heatmap(
    {
      title: 'Distribution of tokens per counted step',
      text: `Steps per second by their tokens. ${SHARED}`,
      unit: 'count:tok',
    },
    sumBy(['le'], modelRate('vllm:iteration_tokens_total_bucket')),
  );
}
