import { avgBy, maxBy, minBy, ratio, sumBy, type Expression } from '../../promql/index.ts';
import type { RecordedCounterName } from '../../recording/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { limitLines, stacked, thresholds, timeseries } from '../panels.ts';
import { BY_MODEL } from '../place.ts';
import { modelGauge, modelRate } from '../model-series.ts';

/** Usage and hit rates of the KV cache and the prefix caches. */
export function cachesRow(): Row {
  return row('KV cache and prefix cache', cells(8, 8, [usage(), hitRates(), cachedTokens()]));
}

function usage() {
  return timeseries(
    {
      title: 'KV cache usage',
      text: 'Share of KV cache blocks in use on the fullest and the emptiest engine, and the mean per model. Near 100%, requests queue or are preempted. A wide gap indicates load imbalance.',
      unit: 'percentunit',
      idle: 'No engines',
    },
    [maxBy([], modelGauge('kvUsageMax')), 'Fullest engine'],
    [avgBy(BY_MODEL, modelGauge('kvUsageAvg')), 'Mean of {{model_name}}'],
    [minBy([], modelGauge('kvUsageMin')), 'Emptiest engine'],
  )
    .max(1)
    .thresholds(thresholds([0.9, 'yellow'], [0.98, 'red']))
    .thresholdsStyle(limitLines());
}

function hitRates() {
  return timeseries(
    {
      title: 'Cache hit rates',
      text: 'Share of cache lookups that were hits: tokens for the prefix caches, items for the multimodal cache. A drop increases prefill work and TTFT.',
      unit: 'percentunit',
      idle: 'No lookups',
    },
    [hitRate('vllm:prefix_cache_hits_total', 'vllm:prefix_cache_queries_total'), 'Prefix cache'],
    [
      hitRate('vllm:external_prefix_cache_hits_total', 'vllm:external_prefix_cache_queries_total'),
      'External prefix cache',
    ],
    [hitRate('vllm:mm_cache_hits_total', 'vllm:mm_cache_queries_total'), 'Multimodal cache'],
  ).max(1);
}

function hitRate(hits: RecordedCounterName, queries: RecordedCounterName): Expression {
  return ratio(sumBy([], modelRate(hits)), sumBy([], modelRate(queries)));
}

function cachedTokens() {
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
