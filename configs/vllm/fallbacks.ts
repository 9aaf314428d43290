import type { CounterName, GaugeName, HistogramName, MetricName } from './catalogue.ts';

/** Former names of metrics with unchanged meaning. */
export const fallbacks = {
  'vllm:gpu_cache_usage_perc': 'vllm:kv_cache_usage_perc',
  'vllm:gpu_prefix_cache_queries_total': 'vllm:prefix_cache_queries_total',
  'vllm:gpu_prefix_cache_hits_total': 'vllm:prefix_cache_hits_total',
  'vllm:time_per_output_token_seconds': 'vllm:inter_token_latency_seconds',
} as const satisfies Partial<Record<MetricName, MetricName>>;

type SameKind<N> = N extends CounterName
  ? CounterName
  : N extends GaugeName
    ? GaugeName
    : N extends HistogramName
      ? HistogramName
      : N;

/** The metric, then its former names for servers that are too old for it; only vLLM has renamed metrics. */
export function withFormerNames<N extends string>(name: N): readonly [N, ...SameKind<N>[]] {
  const former = Object.entries(fallbacks).filter(([, replacement]) => replacement === name);
  return [name, ...former.map(([old]) => old as SameKind<N>)];
}
