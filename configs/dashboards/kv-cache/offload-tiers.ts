import { maxBy, ratio, sumBy } from '../../promql/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { own, ownQuantile, ownRate } from '../own-series.ts';
import { timeseries } from '../panels.ts';

/** Secondary tiers of KV offloading, and the simple CPU offload connector. */
export function tierRows(): readonly Row[] {
  return [
    optionalRow(
      'KV offloading tiers',
      cells(8, 8, [tierThroughput(), tierHits(), promotionTime()]),
      cells(8, 8, [primaryUsage(), tierJobs(), tierFailures()]),
    ),
    optionalRow('Simple CPU offloading', cells(12, 8, [simpleBlocks(), simpleTraffic()])),
  ];
}

const NO_TIER = 'Requires KV offloading with a secondary tier';
const BY_TIER = ['tier'] as const;

function tierThroughput() {
  return timeseries(
    {
      title: 'Tier throughput',
      text: 'Bytes per second read from and written to each tier.',
      unit: 'Bps',
      idle: NO_TIER,
    },
    [sumBy(BY_TIER, ownRate('vllm:kv_offload_tiering_read_bytes_total')), '{{tier}} read'],
    [sumBy(BY_TIER, ownRate('vllm:kv_offload_tiering_write_bytes_total')), '{{tier}} written'],
  );
}

function tierHits() {
  return timeseries(
    {
      title: 'Tier hit rate',
      text: 'Share of chunk lookups in a tier that were hits.',
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
  return timeseries(
    {
      title: 'Promotion latency p95',
      text: '95th percentile of the time to promote blocks from a slower tier, by tier and result.',
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
  return timeseries(
    {
      title: 'Primary tier used by transfers',
      text: 'Share of the primary tier reserved for writes to and reads from each tier, on the fullest engine. Near 100%, stores are dropped.',
      unit: 'percentunit',
      idle: NO_TIER,
    },
    [maxBy(BY_TIER, own('vllm:kv_offload_tiering_primary_write_usage_perc')), '{{tier}} writes'],
    [maxBy(BY_TIER, own('vllm:kv_offload_tiering_primary_read_usage_perc')), '{{tier}} reads'],
  ).max(1);
}

function tierJobs() {
  return timeseries(
    {
      title: 'Active tier jobs',
      text: 'Promotions from and cascades to slower tiers that are in progress. A growing number means the tier is too slow.',
      unit: 'short',
      counts: 'jobs',
      idle: NO_TIER,
    },
    [sumBy(BY_TIER, own('vllm:kv_offload_tiering_active_promotion_jobs')), '{{tier}} promotions'],
    [sumBy(BY_TIER, own('vllm:kv_offload_tiering_active_cascade_jobs')), '{{tier}} cascades'],
  );
}

function tierFailures() {
  return timeseries(
    {
      title: 'Tier failures',
      text: 'Failed jobs, and stores dropped because a tier was too slow, per second. Should be 0.',
      unit: 'count:/s',
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

const NO_SIMPLE = 'Requires the simple CPU offload connector';

function simpleBlocks() {
  return timeseries(
    {
      title: 'Blocks in host memory',
      text: 'KV cache blocks stored in host memory, and blocks waiting to be stored.',
      unit: 'short',
      counts: 'blocks',
      idle: NO_SIMPLE,
    },
    [sumBy([], own('vllm:simple_kv_offload_used_blocks')), 'Stored'],
    [sumBy([], own('vllm:simple_kv_offload_pending_store_blocks')), 'Waiting'],
  );
}

function simpleTraffic() {
  return timeseries(
    {
      title: 'Blocks loaded and saved',
      text: 'Blocks loaded per second, and save attempts per second by outcome.',
      unit: 'count:/s',
      idle: NO_SIMPLE,
    },
    [sumBy([], ownRate('vllm:simple_kv_offload_load_blocks_total')), 'Loaded'],
    [sumBy(['outcome'], ownRate('vllm:simple_kv_offload_save_outcomes_total')), 'Save: {{outcome}}'],
  );
}
