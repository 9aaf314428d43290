import { counter, gauge, histogram, metrics } from './define.ts';
import { engineLabels } from './metric.ts';

/** Offloading in tiers: CPU memory first, filesystems, object stores or peers behind it. */
export const kvTiering = metrics(
  { labels: [...engineLabels, 'tier'], since: '0.28.0', requires: 'tiering', lazy: true },
  {
    // releases before 0.28.0 have no tier label
    'vllm:kv_offload_tiering_lookup_sync_delay_seconds': histogram(
      'seconds',
      'Time of one lookup in a tier until it is a hit or a miss.',
      { buckets: 'offload_lookup_sync', since: '0.26.0' },
    ),
    // releases before 0.28.0 have no tier label
    'vllm:kv_offload_tiering_lookup_async_delay_seconds': histogram(
      'seconds',
      'Time from the first retry of a lookup in a tier until it is a hit or a miss.',
      { buckets: 'offload_lookup_async', since: '0.26.0' },
    ),
    'vllm:kv_offload_tiering_read_bytes_total': counter(
      'bytes',
      'Bytes read from a tier into the primary one.',
    ),
    'vllm:kv_offload_tiering_read_time_total': counter(
      'seconds',
      'Time spent reading from a tier, if the tier reports it.',
    ),
    'vllm:kv_offload_tiering_write_bytes_total': counter(
      'bytes',
      'Bytes written from the primary tier to another.',
    ),
    'vllm:kv_offload_tiering_write_time_total': counter(
      'seconds',
      'Time spent writing to a tier, if the tier reports it.',
    ),
    'vllm:kv_offload_tiering_promotion_job_failures_total': counter(
      'jobs',
      'Failed promotion jobs from a tier.',
    ),
    'vllm:kv_offload_tiering_cascade_job_failures_total': counter('jobs', 'Failed cascade jobs to a tier.'),
    'vllm:kv_offload_tiering_chunk_queries_total': counter('chunks', 'Chunks looked up in a tier.'),
    'vllm:kv_offload_tiering_chunk_hits_total': counter('chunks', 'Chunks found in a tier.'),
    'vllm:kv_offload_tiering_promotion_allocation_failures_total': counter(
      'errors',
      'Promotions aborted because the primary tier had no room.',
      { labels: engineLabels },
    ),
    'vllm:kv_offload_tiering_primary_write_usage_perc': gauge(
      'ratio',
      'Share of the primary tier reserved for writes from a tier.',
    ),
    'vllm:kv_offload_tiering_primary_read_usage_perc': gauge(
      'ratio',
      'Share of the primary tier reserved for reads to a tier.',
    ),
    'vllm:kv_offload_tiering_active_promotion_jobs': gauge('jobs', 'Active promotion jobs from a tier.'),
    'vllm:kv_offload_tiering_active_cascade_jobs': gauge('jobs', 'Active cascade jobs to a tier.'),
    'vllm:kv_offload_tiering_promotion_latency_seconds': histogram(
      'seconds',
      'Time of one promotion from job creation to observed completion, including failed ones.',
      { labels: [...engineLabels, 'tier', 'result'], buckets: 'promotion_latency', since: '0.33.0' },
    ),
    'vllm:kv_offload_tiering_backpressure_store_latency_ema': gauge(
      'seconds per mebibyte',
      'Moving average of the store latency used for backpressure.',
      { since: '0.31.0' },
    ),
    'vllm:kv_offload_tiering_backpressure_stores_dropped_total': counter(
      'operations',
      'Stores dropped because a tier could not keep up.',
      { since: '0.31.0' },
    ),
    'vllm:kv_offload_tiering_backpressure_blocks_dropped_total': counter(
      'blocks',
      'Blocks dropped because a tier could not keep up.',
      { since: '0.31.0' },
    ),
  },
);
