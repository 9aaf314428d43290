import { cells, optionalRow, type Row } from '../layout.ts';
import { ownDistribution } from '../own-series.ts';
import { percentiles } from '../percentiles.ts';

const IDLE = 'No block evicted, or without --kv-cache-metrics';

/** How long blocks stay: only with KV cache metrics, which watch a sample of blocks. */
export function residencyRow(): Row {
  return optionalRow('Residency of KV blocks', cells(8, 8, [lifetime(), idleTime(), reuseGap()]));
}

function residency(title: string, text: string, name: Parameters<typeof ownDistribution>[0]) {
  const args = { title, text, unit: 's', idle: IDLE } as const;
  return percentiles(args, ['p95', 'p50'], ownDistribution(name));
}

function lifetime() {
  return residency(
    'Lifetime of blocks',
    'Time from allocation to eviction. Short lives mean the cache is too small to help the next request.',
    'vllm:kv_block_lifetime_seconds',
  );
}

function idleTime() {
  return residency(
    'Idle time before eviction',
    'Time a block lay unused before it was evicted. Long means the cache holds what nobody needs.',
    'vllm:kv_block_idle_before_evict_seconds',
  );
}

function reuseGap() {
  return residency(
    'Time between uses',
    'Time between two uses of a block. A cache that keeps blocks for less than this misses reuse.',
    'vllm:kv_block_reuse_gap_seconds',
  );
}
