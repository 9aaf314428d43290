import { ratio, sumBy } from '../../promql/index.ts';
import type { RecordedCounterName } from '../../recording/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { lettered, limitLines, query, stacked, thresholds, timeseries } from '../panels.ts';
import { modelGauge, modelRate } from '../model-series.ts';

/** How full the caches are and how much they save. */
export function cachesRow(): Row {
  return row('KV cache and prefix cache', cells(8, 8, [usage(), hitRates(), cachedTokens()]));
}

function usage() {
  const panel = timeseries({
    title: 'KV cache usage',
    text: 'Share of the KV cache in use, per engine: shares are never added up. Far apart means requests are spread badly.',
    metrics: ['vllm:kv_cache_usage_perc'],
    unit: 'percentunit',
    idle: 'No engine',
  })
    .max(1)
    .thresholds(thresholds([0.9, 'yellow'], [0.98, 'red']))
    .thresholdsStyle(limitLines());
  return lettered(panel, [
    query(`max(${modelGauge('kvUsageMax')})`, 'Fullest engine'),
    query(`avg by (model_name) (${modelGauge('kvUsageAvg')})`, 'Mean of {{model_name}}'),
    query(`min(${modelGauge('kvUsageMin')})`, 'Emptiest engine'),
  ]);
}

function hitRates() {
  const panel = timeseries({
    title: 'Cache hit rates',
    text: 'Share of what was looked up that the cache had: tokens for the prefix caches, items for the multimodal cache.',
    metrics: [
      'vllm:prefix_cache_hits_total',
      'vllm:prefix_cache_queries_total',
      'vllm:external_prefix_cache_hits_total',
      'vllm:external_prefix_cache_queries_total',
      'vllm:mm_cache_hits_total',
      'vllm:mm_cache_queries_total',
    ],
    unit: 'percentunit',
    idle: 'No look-up',
  }).max(1);
  return lettered(panel, [
    query(hitRate('vllm:prefix_cache_hits_total', 'vllm:prefix_cache_queries_total'), 'Prefix cache'),
    query(
      hitRate('vllm:external_prefix_cache_hits_total', 'vllm:external_prefix_cache_queries_total'),
      'External prefix cache',
    ),
    query(hitRate('vllm:mm_cache_hits_total', 'vllm:mm_cache_queries_total'), 'Multimodal cache'),
  ]);
}

function hitRate(hits: RecordedCounterName, queries: RecordedCounterName): string {
  return ratio(sumBy([], modelRate(hits)), sumBy([], modelRate(queries)));
}

function cachedTokens() {
  const panel = stacked({
    title: 'Cached prompt tokens by tier',
    text: 'Prompt tokens per second that some cache held: on the device, on the host, on disk or at a peer.',
    metrics: ['vllm:prompt_tokens_cached_by_source_total'],
    unit: 'count:tok/s',
    idle: 'No traffic, or a server before vLLM 0.32',
  });
  return lettered(panel, [
    query(sumBy(['source'], modelRate('vllm:prompt_tokens_cached_by_source_total')), '{{source}}'),
  ]);
}
