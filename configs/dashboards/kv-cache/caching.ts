import { avgBy, binary, maxBy, minBy, ratio, sumBy, type Expression } from '../../promql/index.ts';
import type { RecordedCounterName } from '../../recording/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { currentGauge, modelGauge, modelRate } from '../model-series.ts';
import { limitLines, stacked, stat, thresholds, timeseries, type PanelArgs } from '../panels.ts';
import { BY_MODEL } from '../place.ts';

/** KV cache usage and hit rates of the prefix caches. */
export function cachingRows(): readonly Row[] {
  return [
    row('Overview', cells(6, 4, [fullest(), hitRateNow(), prefillSavedNow(), preemptionsNow()])),
    row('KV cache usage', cells(8, 8, [usageByModel(), spread(), preemptions()])),
    row(
      'Prefix cache',
      cells(8, 8, [hitRateByModel(), tokensByTier(), tokensBySource()]),
      cells(8, 8, [lookups(), externalHitRate(), multimodalHitRate()]),
    ),
  ];
}

function fullest() {
  return stat(
    {
      title: 'KV cache usage, fullest engine',
      text: 'Share of KV cache blocks in use on the fullest engine. When the cache is full, requests queue or are preempted.',
      unit: 'percentunit',
      idle: 'No engines',
    },
    [maxBy([], currentGauge('kvUsageMax')), 'Fullest'],
  ).thresholds(thresholds([0.9, 'yellow'], [0.98, 'red']));
}

function hitRateNow() {
  return stat(
    {
      title: 'Prefix cache hit rate',
      text: 'Share of prompt tokens found in the local prefix cache. A drop increases prefill work and TTFT.',
      unit: 'percentunit',
    },
    [hitRate('vllm:prefix_cache_hits_total', 'vllm:prefix_cache_queries_total'), 'Hit rate'],
  );
}

function prefillSavedNow() {
  const elsewhere = { source: { operator: '!=', value: 'local_compute' } } as const;
  return stat(
    {
      title: 'Prefill tokens saved',
      text: 'Prompt tokens per second read from a cache or another server instead of being computed.',
      unit: 'count:tok/s',
      idle: 'No requests, or vLLM older than 0.16',
    },
    [sumBy([], modelRate('vllm:prompt_tokens_by_source_total', elsewhere)), 'Saved'],
  );
}

function preemptionsNow() {
  return stat(
    {
      title: 'Preemptions',
      text: 'Running requests preempted per second because no KV cache block was free. Preempted requests are recomputed.',
      unit: 'count:/s',
    },
    [sumBy([], modelRate('vllm:num_preemptions_total')), 'Preempted'],
  ).thresholds(thresholds([0.01, 'yellow']));
}

function usageByModel() {
  return timeseries(
    {
      title: 'KV cache usage by model',
      text: 'Share of KV cache blocks in use on the fullest engine of each model. Near 100%, requests queue or are preempted.',
      unit: 'percentunit',
      idle: 'No engines',
    },
    [maxBy(BY_MODEL, modelGauge('kvUsageMax')), '{{model_name}}'],
  )
    .max(1)
    .thresholds(thresholds([0.9, 'yellow'], [0.98, 'red']))
    .thresholdsStyle(limitLines());
}

function spread() {
  return timeseries(
    {
      title: 'Spread of KV cache usage',
      text: 'KV cache usage of the fullest and the emptiest engine, and the mean per model. A wide gap indicates load imbalance.',
      unit: 'percentunit',
      idle: 'No engines',
    },
    [maxBy([], modelGauge('kvUsageMax')), 'Fullest'],
    [avgBy(BY_MODEL, modelGauge('kvUsageAvg')), 'Mean of {{model_name}}'],
    [minBy([], modelGauge('kvUsageMin')), 'Emptiest'],
  ).max(1);
}

function preemptions() {
  return timeseries(
    {
      title: 'Preemptions by model',
      text: 'Running requests preempted per second because no KV cache block was free. Preempted requests are recomputed.',
      unit: 'count:/s',
    },
    [sumBy(BY_MODEL, modelRate('vllm:num_preemptions_total')), '{{model_name}}'],
  );
}

function hitRate(
  hits: RecordedCounterName,
  queries: RecordedCounterName,
  by: readonly string[] = [],
): Expression {
  return ratio(sumBy(by, modelRate(hits)), sumBy(by, modelRate(queries)));
}

function hitRateLines(title: string, text: string, hits: RecordedCounterName, queries: RecordedCounterName) {
  const args: PanelArgs = { title, text, unit: 'percentunit', idle: 'No lookups' };
  return timeseries(args, [hitRate(hits, queries, BY_MODEL), '{{model_name}}']).max(1);
}

function hitRateByModel() {
  return hitRateLines(
    'Prefix cache hit rate by model',
    'Share of prompt tokens found in the local prefix cache. It falls when prompts share less of their prefix or the cache is too small.',
    'vllm:prefix_cache_hits_total',
    'vllm:prefix_cache_queries_total',
  );
}

function externalHitRate() {
  return hitRateLines(
    'External prefix cache hit rate',
    'Share of prompt tokens looked up through a KV connector that were found.',
    'vllm:external_prefix_cache_hits_total',
    'vllm:external_prefix_cache_queries_total',
  );
}

function multimodalHitRate() {
  return hitRateLines(
    'Multimodal cache hit rate',
    'Share of images and other multimodal items found in the cache. Misses are encoded again.',
    'vllm:mm_cache_hits_total',
    'vllm:mm_cache_queries_total',
  );
}

function tokensByTier() {
  return stacked(
    {
      title: 'Cached prompt tokens by tier',
      text: 'Prompt tokens per second served from a cache, by tier: device, host, disk or peer.',
      unit: 'count:tok/s',
      idle: 'No requests, or vLLM older than 0.32',
    },
    [sumBy(['source'], modelRate('vllm:prompt_tokens_cached_by_source_total')), '{{source}}'],
  );
}

function tokensBySource() {
  return stacked(
    {
      title: 'Prompt tokens by source',
      text: 'Prompt tokens per second by the source of their KV entries. Only computed tokens cost prefill time.',
      unit: 'count:tok/s',
      idle: 'No requests, or vLLM older than 0.16',
    },
    [sumBy(['source'], modelRate('vllm:prompt_tokens_by_source_total')), '{{source}}'],
  );
}

function lookups() {
  const rate = (name: RecordedCounterName) => sumBy([], modelRate(name));
  return timeseries(
    {
      title: 'Prefix cache lookups',
      text: 'Prompt tokens per second looked up in the prefix cache, with hits and misses.',
      unit: 'count:tok/s',
    },
    [rate('vllm:prefix_cache_queries_total'), 'Lookups'],
    [rate('vllm:prefix_cache_hits_total'), 'Hits'],
    [binary(rate('vllm:prefix_cache_queries_total'), '-', rate('vllm:prefix_cache_hits_total')), 'Misses'],
  );
}
