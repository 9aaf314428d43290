import {
  notProbe,
  type CounterName,
  type GaugeName,
  type HistogramName,
  type Matcher,
  type RecordedName,
} from '../promql/index.ts';

/** A counter whose rate is recorded, by the given labels in addition to job and model. */
export interface RecordedCounter {
  readonly name: CounterName;
  readonly by: readonly string[];
}

/** The same for a counter of which only some series are included. */
export interface RecordedServerCounter extends RecordedCounter {
  readonly where: Readonly<Record<string, Matcher>>;
}

/** A gauge of which one aggregate is recorded. */
export interface RecordedGauge {
  readonly name: GaugeName;
  readonly operation: 'sum' | 'max' | 'min' | 'avg' | 'count';
  readonly by: readonly string[];
  /** Aggregate that represents it over a window; absent if no time series shows it. */
  readonly over?: 'avg' | 'max' | 'min';
  /** Name of the series, if it is not that of the gauge and the operation. */
  readonly record?: RecordedName;
}

/** Histograms whose bucket, sum and count rates are recorded. */
export const recordedHistograms = [
  'vllm:time_to_first_token_seconds',
  'vllm:inter_token_latency_seconds',
  'vllm:request_time_per_output_token_seconds',
  'vllm:e2e_request_latency_seconds',
  'vllm:request_queue_time_seconds',
  'vllm:request_prefill_time_seconds',
  'vllm:request_decode_time_seconds',
  'vllm:iteration_tokens_total',
  'vllm:request_prompt_tokens',
  'vllm:request_generation_tokens',
  'vllm:request_params_max_tokens',
  'vllm:request_prefill_kv_computed_tokens',
] as const satisfies readonly HistogramName[];

/** Histograms of which only the mean is shown, so that their buckets are not recorded. */
export const recordedMeans = [
  'vllm:request_params_n',
  'vllm:request_num_preemptions',
] as const satisfies readonly HistogramName[];

export const recordedCounters = [
  { name: 'vllm:prompt_tokens_total', by: [] },
  { name: 'vllm:prompt_tokens_by_source_total', by: ['source'] },
  { name: 'vllm:prompt_tokens_cached_by_source_total', by: ['source'] },
  { name: 'vllm:generation_tokens_total', by: [] },
  { name: 'vllm:prefix_cache_queries_total', by: [] },
  { name: 'vllm:prefix_cache_hits_total', by: [] },
  { name: 'vllm:external_prefix_cache_queries_total', by: [] },
  { name: 'vllm:external_prefix_cache_hits_total', by: [] },
  { name: 'vllm:mm_cache_queries_total', by: [] },
  { name: 'vllm:mm_cache_hits_total', by: [] },
  { name: 'vllm:num_preemptions_total', by: [] },
  { name: 'vllm:request_success_total', by: ['finished_reason'] },
  { name: 'vllm:admission_rejections_total', by: ['reason'] },
  { name: 'vllm:spec_decode_num_drafts_total', by: [] },
  { name: 'vllm:spec_decode_num_draft_tokens_total', by: [] },
  { name: 'vllm:spec_decode_num_accepted_tokens_total', by: [] },
  { name: 'vllm:spec_decode_num_accepted_tokens_per_pos_total', by: ['position'] },
] as const satisfies readonly RecordedCounter[];

/** Counters of the API server, which have no model label: they get that of the engine on the same instance. */
export const recordedServerCounters = [
  { name: 'http_requests_total', by: ['status'], where: { handler: notProbe } },
] as const satisfies readonly RecordedServerCounter[];

/** Number of engines exporting metrics; vLLM has no gauge for it. */
export const ENGINES = 'job_model:vllm_engines:count' satisfies RecordedName;

export const recordedGauges = {
  running: { name: 'vllm:num_requests_running', operation: 'sum', by: [], over: 'avg' },
  waiting: { name: 'vllm:num_requests_waiting', operation: 'sum', by: [], over: 'avg' },
  waitingByReason: {
    name: 'vllm:num_requests_waiting_by_reason',
    operation: 'sum',
    by: ['reason'],
    over: 'avg',
  },
  kvUsageMax: { name: 'vllm:kv_cache_usage_perc', operation: 'max', by: [], over: 'max' },
  kvUsageAvg: { name: 'vllm:kv_cache_usage_perc', operation: 'avg', by: [], over: 'avg' },
  kvUsageMin: { name: 'vllm:kv_cache_usage_perc', operation: 'min', by: [], over: 'min' },
  sleepState: { name: 'vllm:engine_sleep_state', operation: 'sum', by: ['sleep_state'] },
  engines: { name: 'vllm:num_requests_running', operation: 'count', by: [], over: 'avg', record: ENGINES },
} as const satisfies Record<string, RecordedGauge>;

export type RecordedHistogramName = (typeof recordedHistograms)[number];
/** Histograms whose sum and count rates are recorded. */
export type RecordedMeanName = RecordedHistogramName | (typeof recordedMeans)[number];
export type RecordedCounterName = (typeof recordedCounters)[number]['name'];
export type RecordedServerCounterName = (typeof recordedServerCounters)[number]['name'];
export type RecordedGaugeKey = keyof typeof recordedGauges;
/** Gauges that are recorded over windows as well. */
export type WindowedGaugeKey = {
  [K in RecordedGaugeKey]: (typeof recordedGauges)[K] extends { readonly over: string } ? K : never;
}[RecordedGaugeKey];
