/**
 * Upper bounds of vLLM's histogram buckets. The first eight families are the engine's; a server may replace them with
 * `--custom-histogram-buckets`, so a threshold read from here holds for the defaults.
 */
export const bucketFamilies = {
  request_latency: [
    0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680,
  ],
  time_to_first_token: [
    0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160,
    640, 2560,
  ],
  inter_token_latency: [
    0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80,
  ],
  iteration_tokens: [1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384],
  request_params_n: [1, 2, 5, 10, 20],
  /** The first bucket contains requests that were preempted once as well as those never preempted. */
  request_num_preemptions: [1, 2, 3, 4, 5, 10, 20],
  /** A server exports the bounds up to its `max_model_len`. */
  request_tokens: [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000,
    500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000,
  ],
  kv_cache_residency: [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800,
  ],

  transfer_time: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 5],
  transfer_time_fine: [0.001, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 5],
  /** 2 KiB to 8 GiB, each bound four times the previous one. */
  transfer_bytes: [
    2_048, 8_192, 32_768, 131_072, 524_288, 2_097_152, 8_388_608, 33_554_432, 134_217_728, 536_870_912,
    2_147_483_648, 8_589_934_592,
  ],
  transfer_descriptors: [10, 20, 30, 50, 75, 100, 200, 400, 1_000, 2_000, 4_000, 10_000, 20_000, 50_000],
  store_operation_time: [0.001, 0.005, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 4],
  offload_size: [1e6, 5e6, 10e6, 20e6, 40e6, 60e6, 80e6, 100e6, 150e6, 200e6],
  offload_lookup_sync: [0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1],
  offload_lookup_async: [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
  offload_chunks: [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144],
  promotion_latency: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  control_operation: [0.01, 0.1, 1, 10, 30, 60, 120, 300, 600],
  websocket_session: [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800],

  http_request: [0.1, 0.5, 1],
  http_request_fine: [
    0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 7.5, 10, 30, 60,
  ],
  /** The default of Prometheus' client libraries in Go. */
  go_client: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  /** The default of Prometheus' client library in Python. */
  python_client: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
} as const satisfies Record<string, readonly number[]>;

export type BucketFamily = keyof typeof bucketFamilies;

/**
 * A bucket bound as Prometheus 3 stores it in `le`: Go's shortest `%g`, with `.0` where that leaves a bare integer.
 * A rule that says `le="1"` matches nothing there.
 */
export function formatBound(bound: number): string {
  if (bound === Infinity) return '+Inf';
  const [digits = '', power = ''] = bound.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 6) return `${digits}e${formatExponent(exponent)}`;
  return bound.toString().includes('.') ? bound.toString() : `${bound}.0`;
}

/** Go writes at least two digits of an exponent. */
function formatExponent(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${Math.abs(exponent).toString().padStart(2, '0')}`;
}
