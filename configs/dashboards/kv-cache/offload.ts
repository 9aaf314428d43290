import { maxBy, ratio, sumBy } from '../../promql/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { ownGauge, ownMean, ownQuantile, ownRate } from '../own-series.ts';
import { timeseries } from '../panels.ts';
import { tierRows } from './offload-tiers.ts';

/** KV cache blocks stored outside GPU memory. */
export function offloadRows(): readonly Row[] {
  return [
    optionalRow(
      'KV offloading',
      cells(8, 8, [throughput(), bandwidth(), lookupLatency()]),
      cells(8, 8, [hostUsage(), sizes(), offloadFailures()]),
    ),
    ...tierRows(),
  ];
}

const NO_OFFLOAD = 'Requires KV offloading';

function throughput() {
  return timeseries(
    {
      title: 'Offload throughput',
      text: 'Bytes per second offloaded from the GPU and loaded back.',
      unit: 'Bps',
      idle: NO_OFFLOAD,
    },
    [sumBy([], ownRate('vllm:kv_offload_store_bytes_total')), 'Stored'],
    [sumBy([], ownRate('vllm:kv_offload_load_bytes_total')), 'Loaded'],
  );
}

function bandwidth() {
  const perSecond = (what: 'store' | 'load') =>
    ratio(
      sumBy([], ownRate(`vllm:kv_offload_${what}_bytes_total`)),
      sumBy([], ownRate(`vllm:kv_offload_${what}_time_total`)),
    );
  return timeseries(
    {
      title: 'Offload bandwidth',
      text: 'Bytes per second of transfer time, that is, the bandwidth of the link while in use.',
      unit: 'Bps',
      idle: NO_OFFLOAD,
    },
    [perSecond('store'), 'Stored'],
    [perSecond('load'), 'Loaded'],
  );
}

function lookupLatency() {
  return timeseries(
    {
      title: 'Offload lookup latency p95',
      text: '95th percentile of the lookup time outside the GPU. The scheduler blocks on synchronous lookups.',
      unit: 's',
      idle: NO_OFFLOAD,
    },
    [ownQuantile(0.95, 'vllm:kv_offload_lookup_sync_delay_seconds'), 'Synchronous'],
    [ownQuantile(0.95, 'vllm:kv_offload_lookup_async_delay_seconds'), 'Asynchronous'],
  );
}

function hostUsage() {
  return timeseries(
    {
      title: 'Host cache usage',
      text: 'Share of the host memory cache in use, and reserved by writes and reads, on the fullest engine.',
      unit: 'percentunit',
      idle: NO_OFFLOAD,
    },
    [maxBy([], ownGauge('vllm:kv_offload_cpu_cache_usage_perc')), 'In use'],
    [maxBy([], ownGauge('vllm:kv_offload_cpu_cache_write_usage_perc')), 'Being written'],
    [maxBy([], ownGauge('vllm:kv_offload_cpu_cache_read_usage_perc')), 'Being read'],
  ).max(1);
}

function sizes() {
  return timeseries(
    {
      title: 'Mean transfer size',
      text: 'Mean bytes per store and load. Small transfers use the link inefficiently.',
      unit: 'bytes',
      idle: NO_OFFLOAD,
    },
    [ownMean('vllm:kv_offload_store_size'), 'Stored'],
    [ownMean('vllm:kv_offload_load_size'), 'Loaded'],
  );
}

function offloadFailures() {
  return timeseries(
    {
      title: 'Offload failures',
      text: 'Stores per second that failed for lack of host memory, and stores skipped because their blocks are not reused often enough.',
      unit: 'count:/s',
      idle: NO_OFFLOAD,
    },
    [sumBy([], ownRate('vllm:kv_offload_allocation_failure_total')), 'Allocation failed'],
    [sumBy([], ownRate('vllm:kv_offload_stores_skipped_total')), 'Skipped'],
  );
}
