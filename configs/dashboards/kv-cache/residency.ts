import { cells, optionalRow, type Row } from '../layout.ts';
import { ownMean, ownQuantile } from '../own-series.ts';
import { lines } from '../panels.ts';

const IDLE = 'No block evicted, or without --kv-cache-metrics';

/** How long blocks stay: only with KV cache metrics, which watch a sample of blocks. */
export function residencyRow(): Row {
  return optionalRow('Residency of KV blocks', cells(8, 8, [lifetime(), idleTime(), reuseGap()]));
}

function residency(title: string, text: string, name: Parameters<typeof ownQuantile>[1]) {
  return lines(
    { title, text, metrics: [name], unit: 's', idle: IDLE },
    [ownQuantile(0.95, name), 'p95'],
    [ownQuantile(0.5, name), 'p50'],
    [ownMean(name), 'Mean'],
  );
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
