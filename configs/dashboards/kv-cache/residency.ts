import { cells, optionalRow, type Row } from '../layout.ts';
import { ownDistribution } from '../own-series.ts';
import { percentiles } from '../percentiles.ts';

const IDLE = 'No evictions, or --kv-cache-metrics is not set';

/** Residency of KV cache blocks. Requires KV cache metrics, which sample the blocks. */
export function residencyRow(): Row {
  return optionalRow('KV cache block residency', cells(8, 8, [lifetime(), idleTime(), reuseGap()]));
}

function residency(title: string, text: string, name: Parameters<typeof ownDistribution>[0]) {
  const args = { title, text, unit: 's', idle: IDLE } as const;
  return percentiles(args, ['p95', 'p50'], ownDistribution(name));
}

function lifetime() {
  return residency(
    'Block lifetime',
    'Time from allocation to eviction of a block. Short lifetimes mean the cache is too small for reuse.',
    'vllm:kv_block_lifetime_seconds',
  );
}

function idleTime() {
  return residency(
    'Idle time before eviction',
    'Time from the last use of a block to its eviction. Long idle times mean that much of the cache is not reused.',
    'vllm:kv_block_idle_before_evict_seconds',
  );
}

function reuseGap() {
  return residency(
    'Block reuse gap',
    'Time between two uses of a block. If it exceeds the block lifetime, hits are lost to eviction.',
    'vllm:kv_block_reuse_gap_seconds',
  );
}
