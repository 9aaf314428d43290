import { sumBy } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { heatmap, buckets, lettered, query, stacked, timeseries } from '../panels.ts';
import { percentiles } from '../percentiles.ts';
import { modelDistribution, modelRate } from '../model-series.ts';

/** How much goes in and comes out. */
export function tokensRow(): Row {
  return row(
    'Token throughput',
    cells(8, 8, [tokenThroughput(), outputByModel(), promptSources()]),
    cells(8, 8, [tokensPerStep(), stepRate(), stepSizes()]),
  );
}

function tokenThroughput() {
  const panel = timeseries({
    title: 'Token throughput',
    text: 'Tokens per second read from prompts and generated.',
    metrics: ['vllm:prompt_tokens_total', 'vllm:generation_tokens_total'],
    unit: 'count:tok/s',
  });
  return lettered(panel, [
    query(sumBy([], modelRate('vllm:prompt_tokens_total')), 'Prompt'),
    query(sumBy([], modelRate('vllm:generation_tokens_total')), 'Generation'),
  ]);
}

function outputByModel() {
  const panel = stacked({
    title: 'Generated tokens by model',
    text: 'Tokens generated per second, by model.',
    metrics: ['vllm:generation_tokens_total'],
    unit: 'count:tok/s',
  });
  return lettered(panel, [
    query(sumBy(['model_name'], modelRate('vllm:generation_tokens_total')), '{{model_name}}'),
  ]);
}

function promptSources() {
  const panel = stacked({
    title: 'Prompt tokens by source',
    text: 'Share of prompt tokens by where their KV came from. Computed ones cost prefill time, the others do not.',
    metrics: ['vllm:prompt_tokens_by_source_total'],
    unit: 'percentunit',
  });
  const bySource = sumBy(['source'], modelRate('vllm:prompt_tokens_by_source_total'));
  const all = sumBy([], modelRate('vllm:prompt_tokens_by_source_total'));
  return lettered(panel, [query(`${bySource}\n/ on () group_left ()\n(${all} > 0)`, '{{source}}')]);
}

function tokensPerStep() {
  const args = {
    title: 'Tokens per step',
    text: 'Tokens one engine step works on: prompts and outputs together. Large steps use the GPU well and slow each output.',
    metrics: ['vllm:iteration_tokens_total'],
    unit: 'count:tok',
  } as const;
  return percentiles(args, ['p95', 'p50'], modelDistribution('vllm:iteration_tokens_total'));
}

function stepRate() {
  const panel = timeseries({
    title: 'Engine steps',
    text: 'Steps per second of all engines. None while requests run or wait means an engine is stuck.',
    metrics: ['vllm:iteration_tokens_total'],
    unit: 'count:steps/s',
  });
  return lettered(panel, [query(sumBy([], modelRate('vllm:iteration_tokens_total_count')), 'Steps')]);
}

function stepSizes() {
  const panel = heatmap({
    title: 'Distribution of tokens per step',
    text: 'Steps per second by the tokens they worked on.',
    metrics: ['vllm:iteration_tokens_total'],
    unit: 'count:tok',
  });
  return lettered(panel, [buckets(sumBy(['le'], modelRate('vllm:iteration_tokens_total_bucket')))]);
}
