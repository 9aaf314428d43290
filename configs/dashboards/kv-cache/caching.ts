import { avgBy, binary, maxBy, minBy, ratio, sumBy } from '../../promql/index.ts';
import type { RecordedCounterName } from '../../recording/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { modelGauge, modelRate } from '../model-series.ts';
import {
  lettered,
  limitLines,
  lines,
  query,
  stacked,
  stat,
  thresholds,
  timeseries,
  type PanelArgs,
} from '../panels.ts';

const BY_MODEL = ['model_name'] as const;

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
  const panel = stat({
    title: 'KV cache, fullest engine',
    text: 'Share of the KV cache in use on the fullest engine.',
    metrics: ['vllm:kv_cache_usage_perc'],
    unit: 'percentunit',
    idle: 'No engine',
  }).thresholds(thresholds([0.9, 'yellow'], [0.98, 'red']));
  return lettered(panel, [query(maxBy([], modelGauge('kvUsageMax')), 'Fullest')]);
}

function hitRateNow() {
  const panel = stat({
    title: 'Prefix cache hit rate',
    text: 'Share of prompt tokens looked up that the local prefix cache had.',
    metrics: ['vllm:prefix_cache_hits_total', 'vllm:prefix_cache_queries_total'],
    unit: 'percentunit',
  });
  return lettered(panel, [
    query(hitRate('vllm:prefix_cache_hits_total', 'vllm:prefix_cache_queries_total'), 'Hit rate'),
  ]);
}

function savedNow() {
  const panel = stat({
    title: 'Prompt tokens not computed',
    text: 'Prompt tokens per second that came from a cache or another server: prefill work saved.',
    metrics: ['vllm:prompt_tokens_by_source_total'],
    unit: 'count:tok/s',
    idle: 'No traffic, or a server before vLLM 0.16',
  });
  const elsewhere = { source: { operator: '!=', value: 'local_compute' } } as const;
  return lettered(panel, [
    query(sumBy([], modelRate('vllm:prompt_tokens_by_source_total', elsewhere)), 'Saved'),
  ]);
}

function preemptionsNow() {
  const panel = stat({
    title: 'Preemptions',
    text: 'Running requests put back per second because no KV block was free.',
    metrics: ['vllm:num_preemptions_total'],
    unit: 'count:/s',
  }).thresholds(thresholds([0.01, 'yellow']));
  return lettered(panel, [query(sumBy([], modelRate('vllm:num_preemptions_total')), 'Preempted')]);
}

function usageByModel() {
  const panel = timeseries({
    title: 'KV cache usage by model',
    text: 'Share of the KV cache in use on the fullest engine of each model.',
    metrics: ['vllm:kv_cache_usage_perc'],
    unit: 'percentunit',
    idle: 'No engine',
  })
    .max(1)
    .thresholds(thresholds([0.9, 'yellow'], [0.98, 'red']))
    .thresholdsStyle(limitLines());
  return lettered(panel, [query(maxBy(BY_MODEL, modelGauge('kvUsageMax')), '{{model_name}}')]);
}

function spread() {
  const panel = timeseries({
    title: 'Spread of KV cache usage',
    text: 'Fullest, mean and emptiest of all engines chosen. Far apart means requests are spread badly.',
    metrics: ['vllm:kv_cache_usage_perc'],
    unit: 'percentunit',
    idle: 'No engine',
  }).max(1);
  return lettered(panel, [
    query(maxBy([], modelGauge('kvUsageMax')), 'Fullest'),
    query(avgBy(BY_MODEL, modelGauge('kvUsageAvg')), 'Mean of {{model_name}}'),
    query(minBy([], modelGauge('kvUsageMin')), 'Emptiest'),
  ]);
}

function preemptions() {
  return lines(
    {
      title: 'Preemptions by model',
      text: 'Running requests put back per second because no KV block was free. Each one is work done twice.',
      metrics: ['vllm:num_preemptions_total'],
      unit: 'count:/s',
    },
    [sumBy(BY_MODEL, modelRate('vllm:num_preemptions_total')), '{{model_name}}'],
  );
}

function hitRate(
  hits: RecordedCounterName,
  queries: RecordedCounterName,
  by: readonly string[] = [],
): string {
  return ratio(sumBy(by, modelRate(hits)), sumBy(by, modelRate(queries)));
}

function hitRateLines(title: string, text: string, hits: RecordedCounterName, queries: RecordedCounterName) {
  const args: PanelArgs = { title, text, metrics: [hits, queries], unit: 'percentunit', idle: 'No look-up' };
  return lines(args, [hitRate(hits, queries, BY_MODEL), '{{model_name}}']).max(1);
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
  const panel = stacked({
    title: 'Cached prompt tokens by tier',
    text: 'Prompt tokens per second that some tier held: device, host, disk or a peer.',
    metrics: ['vllm:prompt_tokens_cached_by_source_total'],
    unit: 'count:tok/s',
    idle: 'No traffic, or a server before vLLM 0.32',
  });
  return lettered(panel, [
    query(sumBy(['source'], modelRate('vllm:prompt_tokens_cached_by_source_total')), '{{source}}'),
  ]);
}

function tokensBySource() {
  const panel = stacked({
    title: 'Prompt tokens by source',
    text: 'Prompt tokens per second by where their KV came from.',
    metrics: ['vllm:prompt_tokens_by_source_total'],
    unit: 'count:tok/s',
    idle: 'No traffic, or a server before vLLM 0.16',
  });
  return lettered(panel, [
    query(sumBy(['source'], modelRate('vllm:prompt_tokens_by_source_total')), '{{source}}'),
  ]);
}

function lookups() {
  const rate = (name: RecordedCounterName) => sumBy([], modelRate(name));
  return lines(
    {
      title: 'Prefix cache look-ups',
      text: 'Tokens per second looked up in the prefix cache, and those found and not found there.',
      metrics: ['vllm:prefix_cache_queries_total', 'vllm:prefix_cache_hits_total'],
      unit: 'count:tok/s',
    },
    [rate('vllm:prefix_cache_queries_total'), 'Looked up'],
    [rate('vllm:prefix_cache_hits_total'), 'Found'],
    [binary(rate('vllm:prefix_cache_queries_total'), '-', rate('vllm:prefix_cache_hits_total')), 'Not found'],
  );
}
