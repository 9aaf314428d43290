import { maxBy, ratio, sumBy } from '../../promql/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { own, ownGauge, ownMean, ownQuantile, ownRate } from '../own-series.ts';
import { lines } from '../panels.ts';

/** KV blocks kept outside of the GPU. */
export function offloadRows(): readonly Row[] {
  return [
    optionalRow(
      'KV offloading',
      cells(8, 8, [throughput(), speed(), lookupDelay()]),
      cells(8, 8, [hostUsage(), sizes(), offloadTrouble()]),
    ),
    optionalRow(
      'KV offloading tiers',
      cells(8, 8, [tierThroughput(), tierHits(), promotionTime()]),
      cells(8, 8, [primaryUsage(), tierJobs(), tierTrouble()]),
    ),
    optionalRow('Simple CPU offloading', cells(12, 8, [simpleBlocks(), simpleFlow()])),
  ];
}

const NO_OFFLOAD = 'Nothing offloaded';

function throughput() {
  return lines(
    {
      title: 'Offload throughput',
      text: 'Bytes per second stored outside of the GPU and loaded back.',
      metrics: ['vllm:kv_offload_store_bytes_total', 'vllm:kv_offload_load_bytes_total'],
      unit: 'Bps',
      idle: NO_OFFLOAD,
    },
    [sumBy([], ownRate('vllm:kv_offload_store_bytes_total')), 'Stored'],
    [sumBy([], ownRate('vllm:kv_offload_load_bytes_total')), 'Loaded'],
  );
}

function speed() {
  const perSecond = (what: 'store' | 'load') =>
    ratio(
      sumBy([], ownRate(`vllm:kv_offload_${what}_bytes_total`)),
      sumBy([], ownRate(`vllm:kv_offload_${what}_time_total`)),
    );
  return lines(
    {
      title: 'Offload speed',
      text: 'Bytes moved per second of moving: the speed of the link while it is used.',
      metrics: [
        'vllm:kv_offload_store_bytes_total',
        'vllm:kv_offload_store_time_total',
        'vllm:kv_offload_load_bytes_total',
        'vllm:kv_offload_load_time_total',
      ],
      unit: 'Bps',
      idle: NO_OFFLOAD,
    },
    [perSecond('store'), 'Stored'],
    [perSecond('load'), 'Loaded'],
  );
}

function lookupDelay() {
  return lines(
    {
      title: 'Offload look-up delay',
      text: 'Time 95 % of look-ups outside of the GPU stay below: those the scheduler waits for, and those it does not.',
      metrics: ['vllm:kv_offload_lookup_sync_delay_seconds', 'vllm:kv_offload_lookup_async_delay_seconds'],
      unit: 's',
      idle: NO_OFFLOAD,
    },
    [ownQuantile(0.95, 'vllm:kv_offload_lookup_sync_delay_seconds'), 'Synchronous p95'],
    [ownQuantile(0.95, 'vllm:kv_offload_lookup_async_delay_seconds'), 'Asynchronous p95'],
  );
}

function hostUsage() {
  return lines(
    {
      title: 'Host cache usage',
      text: 'Share of the cache in host memory in use, and held by writes and reads, on the fullest engine.',
      metrics: [
        'vllm:kv_offload_cpu_cache_usage_perc',
        'vllm:kv_offload_cpu_cache_write_usage_perc',
        'vllm:kv_offload_cpu_cache_read_usage_perc',
      ],
      unit: 'percentunit',
      idle: NO_OFFLOAD,
    },
    [maxBy([], ownGauge('vllm:kv_offload_cpu_cache_usage_perc')), 'In use'],
    [maxBy([], ownGauge('vllm:kv_offload_cpu_cache_write_usage_perc')), 'Being written'],
    [maxBy([], ownGauge('vllm:kv_offload_cpu_cache_read_usage_perc')), 'Being read'],
  ).max(1);
}

function sizes() {
  return lines(
    {
      title: 'Mean size of a transfer',
      text: 'Bytes of an average store and load. Small ones waste the link.',
      metrics: ['vllm:kv_offload_store_size', 'vllm:kv_offload_load_size'],
      unit: 'bytes',
      idle: NO_OFFLOAD,
    },
    [ownMean('vllm:kv_offload_store_size'), 'Stored'],
    [ownMean('vllm:kv_offload_load_size'), 'Loaded'],
  );
}

function offloadTrouble() {
  return lines(
    {
      title: 'Offload failures',
      text: 'Stores per second for which no host memory was free, and those skipped as their blocks are not used often enough.',
      metrics: ['vllm:kv_offload_allocation_failure_total', 'vllm:kv_offload_stores_skipped_total'],
      unit: 'cps',
      idle: NO_OFFLOAD,
    },
    [sumBy([], ownRate('vllm:kv_offload_allocation_failure_total')), 'No memory free'],
    [sumBy([], ownRate('vllm:kv_offload_stores_skipped_total')), 'Skipped'],
  );
}

const NO_TIER = 'No second tier';
const BY_TIER = ['tier'] as const;

function tierThroughput() {
  return lines(
    {
      title: 'Tier throughput',
      text: 'Bytes per second read from and written to each tier.',
      metrics: ['vllm:kv_offload_tiering_read_bytes_total', 'vllm:kv_offload_tiering_write_bytes_total'],
      unit: 'Bps',
      idle: NO_TIER,
    },
    [sumBy(BY_TIER, ownRate('vllm:kv_offload_tiering_read_bytes_total')), '{{tier}} read'],
    [sumBy(BY_TIER, ownRate('vllm:kv_offload_tiering_write_bytes_total')), '{{tier}} written'],
  );
}

function tierHits() {
  return lines(
    {
      title: 'Tier hit rate',
      text: 'Share of chunks looked up in a tier that it had.',
      metrics: ['vllm:kv_offload_tiering_chunk_hits_total', 'vllm:kv_offload_tiering_chunk_queries_total'],
      unit: 'percentunit',
      idle: NO_TIER,
    },
    [
      ratio(
        sumBy(BY_TIER, ownRate('vllm:kv_offload_tiering_chunk_hits_total')),
        sumBy(BY_TIER, ownRate('vllm:kv_offload_tiering_chunk_queries_total')),
      ),
      '{{tier}}',
    ],
  ).max(1);
}

function promotionTime() {
  return lines(
    {
      title: 'Promotion latency p95',
      text: 'Time 95 % of promotions from a slower tier stay below, by tier and result.',
      metrics: ['vllm:kv_offload_tiering_promotion_latency_seconds'],
      unit: 's',
      idle: NO_TIER,
    },
    [
      ownQuantile(0.95, 'vllm:kv_offload_tiering_promotion_latency_seconds', ['tier', 'result']),
      '{{tier}} {{result}}',
    ],
  );
}

function primaryUsage() {
  return lines(
    {
      title: 'Primary tier held by transfers',
      text: 'Share of the primary tier held by writes to and reads from a tier, on the fullest engine.',
      metrics: [
        'vllm:kv_offload_tiering_primary_write_usage_perc',
        'vllm:kv_offload_tiering_primary_read_usage_perc',
      ],
      unit: 'percentunit',
      idle: NO_TIER,
    },
    [maxBy(BY_TIER, own('vllm:kv_offload_tiering_primary_write_usage_perc')), '{{tier}} writes'],
    [maxBy(BY_TIER, own('vllm:kv_offload_tiering_primary_read_usage_perc')), '{{tier}} reads'],
  ).max(1);
}

function tierJobs() {
  return lines(
    {
      title: 'Tier jobs under way',
      text: 'Promotions from and cascades to slower tiers that are under way.',
      metrics: [
        'vllm:kv_offload_tiering_active_promotion_jobs',
        'vllm:kv_offload_tiering_active_cascade_jobs',
      ],
      unit: 'short',
      counts: 'jobs',
      idle: NO_TIER,
    },
    [sumBy(BY_TIER, own('vllm:kv_offload_tiering_active_promotion_jobs')), '{{tier}} promotions'],
    [sumBy(BY_TIER, own('vllm:kv_offload_tiering_active_cascade_jobs')), '{{tier}} cascades'],
  );
}

function tierTrouble() {
  return lines(
    {
      title: 'Tier failures',
      text: 'Jobs that failed, and stores dropped because a tier was too slow, per second.',
      metrics: [
        'vllm:kv_offload_tiering_promotion_job_failures_total',
        'vllm:kv_offload_tiering_cascade_job_failures_total',
        'vllm:kv_offload_tiering_backpressure_stores_dropped_total',
      ],
      unit: 'cps',
      idle: NO_TIER,
    },
    [
      sumBy(BY_TIER, ownRate('vllm:kv_offload_tiering_promotion_job_failures_total')),
      '{{tier}} promotions failed',
    ],
    [
      sumBy(BY_TIER, ownRate('vllm:kv_offload_tiering_cascade_job_failures_total')),
      '{{tier}} cascades failed',
    ],
    [
      sumBy(BY_TIER, ownRate('vllm:kv_offload_tiering_backpressure_stores_dropped_total')),
      '{{tier}} stores dropped',
    ],
  );
}

const NO_SIMPLE = 'Without the simple CPU offload connector';

function simpleBlocks() {
  return lines(
    {
      title: 'Blocks in host memory',
      text: 'Blocks held in host memory, and those waiting to be stored.',
      metrics: ['vllm:simple_kv_offload_used_blocks', 'vllm:simple_kv_offload_pending_store_blocks'],
      unit: 'short',
      counts: 'blocks',
      idle: NO_SIMPLE,
    },
    [sumBy([], own('vllm:simple_kv_offload_used_blocks')), 'Held'],
    [sumBy([], own('vllm:simple_kv_offload_pending_store_blocks')), 'Waiting'],
  );
}

function simpleFlow() {
  return lines(
    {
      title: 'Blocks loaded and saved',
      text: 'Blocks loaded per second, and attempts to save by outcome.',
      metrics: ['vllm:simple_kv_offload_load_blocks_total', 'vllm:simple_kv_offload_save_outcomes_total'],
      unit: 'cps',
      idle: NO_SIMPLE,
    },
    [sumBy([], ownRate('vllm:simple_kv_offload_load_blocks_total')), 'Loaded'],
    [sumBy(['outcome'], ownRate('vllm:simple_kv_offload_save_outcomes_total')), 'Save: {{outcome}}'],
  );
}
