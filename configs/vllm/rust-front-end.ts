import type { MetricName } from './catalogue.ts';

/** Environment variable that starts the Rust front end in place of the Python API server, since vLLM 0.22. */
export const RUST_FRONT_END = 'VLLM_USE_RUST_FRONTEND=1';

/**
 * Metrics that the Rust front end of 0.33.0 exports (vllm `rust/src/metrics/src/{scheduler,request,api_server}.rs` and the metrics of its
 * KV connectors). All of its series appear with the first event, even counters that the Python front end starts at 0.
 */
const EXPORTED: ReadonlySet<MetricName> = new Set([
  'vllm:num_requests_running',
  'vllm:num_requests_waiting',
  'vllm:num_requests_waiting_by_reason',
  'vllm:kv_cache_usage_perc',
  'vllm:lora_requests_info',
  'vllm:prefix_cache_queries_total',
  'vllm:prefix_cache_hits_total',
  'vllm:external_prefix_cache_queries_total',
  'vllm:external_prefix_cache_hits_total',
  'vllm:spec_decode_num_drafts_total',
  'vllm:spec_decode_num_draft_tokens_total',
  'vllm:spec_decode_num_accepted_tokens_total',
  'vllm:spec_decode_num_accepted_tokens_per_pos_total',
  'vllm:estimated_flops_per_gpu_total',
  'vllm:estimated_read_bytes_per_gpu_total',
  'vllm:estimated_write_bytes_per_gpu_total',
  'vllm:kv_block_lifetime_seconds',
  'vllm:kv_block_idle_before_evict_seconds',
  'vllm:kv_block_reuse_gap_seconds',
  'vllm:iteration_tokens_total',
  'vllm:num_preemptions_total',
  'vllm:prompt_tokens_total',
  'vllm:prompt_tokens_by_source_total',
  'vllm:prompt_tokens_cached_total',
  'vllm:generation_tokens_total',
  'vllm:request_success_total',
  'vllm:request_prompt_tokens',
  'vllm:request_generation_tokens',
  'vllm:request_max_num_generation_tokens',
  'vllm:request_params_max_tokens',
  'vllm:request_params_n',
  'vllm:request_prefill_kv_computed_tokens',
  'vllm:time_to_first_token_seconds',
  'vllm:inter_token_latency_seconds',
  'vllm:e2e_request_latency_seconds',
  'vllm:request_queue_time_seconds',
  'vllm:request_prefill_time_seconds',
  'vllm:request_decode_time_seconds',
  'vllm:request_inference_time_seconds',
  'vllm:request_time_per_output_token_seconds',
  'http_requests_total',
  'http_request_duration_seconds',
  'http_request_duration_highr_seconds',
  'vllm:sleep_mode_operation_duration_seconds',
  'vllm:sleep_mode_operations_in_flight',
]);

/** KV connectors whose metrics it has. */
const CONNECTORS = /^vllm:(nixl|mooncake|hf3fs)_/;

/** True if a server with the Rust front end can export the metric. */
export const exportedByRust = (name: MetricName): boolean => EXPORTED.has(name) || CONNECTORS.test(name);
