import type { BucketFamily } from './buckets.ts';

/** `info` metrics are exported as a gauge that is always 1, with the information in the labels. */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'info';

export type Unit =
  | 'adapters'
  | 'blocks'
  | 'bytes'
  | 'bytes per second'
  | 'celsius'
  | 'chunks'
  | 'connections'
  | 'cores'
  | 'descriptors'
  | 'entries'
  | 'errors'
  | 'events'
  | 'files'
  | 'flops'
  | 'info'
  | 'invocations'
  | 'items'
  | 'jobs'
  | 'millijoules'
  | 'keys'
  | 'lines'
  | 'mebibytes'
  | 'megahertz'
  | 'microseconds'
  | 'objects'
  | 'operations'
  | 'packets'
  | 'percent'
  | 'positions'
  | 'ratio'
  | 'requests'
  | 'rules'
  | 'samples'
  | 'seconds'
  | 'seconds per mebibyte'
  | 'sequences'
  | 'series'
  | 'spans'
  | 'state'
  | 'steps'
  | 'streams'
  | 'targets'
  | 'timestamp'
  | 'tokens'
  | 'watts';

/** A release of vLLM, such as `0.33.0`. */
export type Version = `${number}.${number}.${number}`;

/** Feature that must be enabled before a metric exists or changes. */
export const features = {
  connector: 'a KV connector (--kv-transfer-config)',
  consumer: 'a KV connector in the consumer role (--kv-transfer-config)',
  corruption: 'VLLM_COMPUTE_NANS_IN_LOGITS=1',
  diffusion: 'a diffusion language model',
  hf3fs: 'the HF3FS KV connector',
  hisparse: 'the HiSparse KV connector',
  hisparseResidency: 'the HiSparse KV connector and --kv-cache-metrics',
  kvcr: 'KV offloading with a KVCR tier',
  lora: 'LoRA adapters (--enable-lora)',
  mfu: '--enable-mfu-metrics',
  mooncake: 'the Mooncake KV connector',
  mooncakeStore: 'the Mooncake store KV connector',
  multimodal: 'a multimodal model',
  nixl: 'the NIXL KV connector',
  offload: 'the offloading KV connector',
  offloadCpu: 'KV offloading to CPU memory',
  offloadThreshold: 'KV offloading to CPU memory with store_threshold of at least 2',
  realtime: 'the realtime (WebSocket) API',
  reinforcement: 'the weight-transfer endpoints (VLLM_SERVER_DEV_MODE=1)',
  residency: '--kv-cache-metrics',
  simpleOffload: 'the simple CPU offload KV connector',
  sleep: 'the sleep endpoints (--enable-sleep-mode with VLLM_SERVER_DEV_MODE=1)',
  specDecode: 'speculative decoding (--speculative-config)',
  tiering: 'KV offloading with secondary tiers',
  toolParser: 'a tool-call parser (--tool-call-parser)',
  umbp: 'the UMBP KV connector',
  watermark: 'a watermark configuration',
} as const;

type Feature = keyof typeof features;

export interface Metric {
  /** Name in a query: counters with `_total`, histograms and summaries without suffix. */
  readonly name: string;
  readonly type: MetricType;
  /** Labels the exporter sets; scraping adds its own (`job`, `instance`, ...). */
  readonly labels: readonly string[];
  /** There may be more labels than listed, depending on release or configuration. */
  readonly openLabels?: true;
  /** The values of a label, if they are a closed set. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
  readonly unit: Unit;
  /** Upper bounds of a histogram's buckets, without `+Inf`. */
  readonly buckets?: BucketFamily | readonly number[];
  /** One sentence: the meaning of the value. */
  readonly help: string;
  /** First vLLM release with the metric, within the supported range. */
  readonly since?: Version;
  /** Last release that exports it by default. */
  readonly until?: Version;
  /** Last release that exports it under `--show-hidden-metrics-for-version`. */
  readonly hiddenUntil?: Version;
  readonly replacedBy?: string;
  /** Required feature; without it the metric is absent or stays 0. */
  readonly requires?: Feature;
  /** Series appear with the first event instead of at startup. */
  readonly lazy?: true;
}

/** A metric of vLLM itself, with the release that introduced it. */
export interface VllmMetric extends Metric {
  readonly since: Version;
}

/** Labels of nearly every engine metric: the served model and the data-parallel engine's index. */
export const engineLabels = ['model_name', 'engine'] as const;
