import { avgBy, binary, maxBy, minBy, ratio, sumBy, type Expression } from '../../promql/index.ts';
import type { RecordedCounterName } from '../../recording/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { modelGauge, modelRate } from '../model-series.ts';
import { limitLines, stacked, stat, thresholds, timeseries, type PanelArgs } from '../panels.ts';
import { BY_MODEL } from '../place.ts';

/** How full the KV cache is, and how much of the prompts it saves. */
export function cachingRows(): readonly Row[] {
  return [
    row('At a glance', cells(6, 4, [fullest(), hitRateNow(), savedNow(), preemptionsNow()])),
    row('Usage', cells(8, 8, [usageByModel(), spread(), preemptions()])),
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
      title: 'KV cache, fullest engine',
      text: 'Share of the KV cache in use on the fullest engine.',
      unit: 'percentunit',
      idle: 'No engine',
    },
    [maxBy([], modelGauge('kvUsageMax')), 'Fullest'],
  ).thresholds(thresholds([0.9, 'yellow'], [0.98, 'red']));
}

function hitRateNow() {
  return stat(
    {
      title: 'Prefix cache hit rate',
      text: 'Share of prompt tokens looked up that the local prefix cache had.',
      unit: 'percentunit',
    },
    [hitRate('vllm:prefix_cache_hits_total', 'vllm:prefix_cache_queries_total'), 'Hit rate'],
  );
}

function savedNow() {
  const elsewhere = { source: { operator: '!=', value: 'local_compute' } } as const;
  return stat(
    {
      title: 'Prompt tokens not computed',
      text: 'Prompt tokens per second that came from a cache or another server: prefill work saved.',
      unit: 'count:tok/s',
      idle: 'No traffic, or a server before vLLM 0.16',
    },
    [sumBy([], modelRate('vllm:prompt_tokens_by_source_total', elsewhere)), 'Saved'],
  );
}

function preemptionsNow() {
  return stat(
    {
      title: 'Preemptions',
      text: 'Running requests put back per second because no KV block was free.',
      unit: 'count:/s',
    },
    [sumBy([], modelRate('vllm:num_preemptions_total')), 'Preempted'],
  ).thresholds(thresholds([0.01, 'yellow']));
}

function usageByModel() {
  return timeseries(
    {
      title: 'KV cache usage by model',
      text: 'Share of the KV cache in use on the fullest engine of each model.',
      unit: 'percentunit',
      idle: 'No engine',
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
      text: 'Fullest, mean and emptiest of all engines chosen. Far apart means requests are spread badly.',
      unit: 'percentunit',
      idle: 'No engine',
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
      text: 'Running requests put back per second because no KV block was free. Each one is work done twice.',
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
  const args: PanelArgs = { title, text, unit: 'percentunit', idle: 'No look-up' };
  return timeseries(args, [hitRate(hits, queries, BY_MODEL), '{{model_name}}']).max(1);
}

function hitRateByModel() {
  return hitRateLines(
    'Prefix cache hit rate by model',
    'Share of prompt tokens looked up that the local prefix cache had. It falls when prompts have less in common or the cache is too small.',
    'vllm:prefix_cache_hits_total',
    'vllm:prefix_cache_queries_total',
  );
}

function externalHitRate() {
  return hitRateLines(
    'External prefix cache hit rate',
    'Share of prompt tokens looked up elsewhere, through a KV connector, that were found there.',
    'vllm:external_prefix_cache_hits_total',
    'vllm:external_prefix_cache_queries_total',
  );
}

function multimodalHitRate() {
  return hitRateLines(
    'Multimodal cache hit rate',
    'Share of images and other items looked up that the multimodal cache had.',
    'vllm:mm_cache_hits_total',
    'vllm:mm_cache_queries_total',
  );
}

function tokensByTier() {
  return stacked(
    {
      title: 'Cached prompt tokens by tier',
      text: 'Prompt tokens per second that some tier held: device, host, disk or a peer.',
      unit: 'count:tok/s',
      idle: 'No traffic, or a server before vLLM 0.32',
    },
    [sumBy(['source'], modelRate('vllm:prompt_tokens_cached_by_source_total')), '{{source}}'],
  );
}

function tokensBySource() {
  return stacked(
    {
      title: 'Prompt tokens by source',
      text: 'Prompt tokens per second by where their KV came from.',
      unit: 'count:tok/s',
      idle: 'No traffic, or a server before vLLM 0.16',
    },
    [sumBy(['source'], modelRate('vllm:prompt_tokens_by_source_total')), '{{source}}'],
  );
}

function lookups() {
  const rate = (name: RecordedCounterName) => sumBy([], modelRate(name));
  return timeseries(
    {
      title: 'Prefix cache look-ups',
      text: 'Tokens per second looked up in the prefix cache, and those found and not found there.',
      unit: 'count:tok/s',
    },
    [rate('vllm:prefix_cache_queries_total'), 'Looked up'],
    [rate('vllm:prefix_cache_hits_total'), 'Found'],
    [binary(rate('vllm:prefix_cache_queries_total'), '-', rate('vllm:prefix_cache_hits_total')), 'Not found'],
  );
}
