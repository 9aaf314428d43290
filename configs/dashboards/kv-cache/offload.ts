import { maxBy, ratio, sumBy } from '../../promql/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { ownGauge, ownMean, ownQuantile, ownRate } from '../own-series.ts';
import { timeseries } from '../panels.ts';
import { tierRows } from './offload-tiers.ts';

/** KV blocks kept outside of the GPU. */
export function offloadRows(): readonly Row[] {
  return [
    optionalRow(
      'KV offloading',
      cells(8, 8, [throughput(), speed(), lookupDelay()]),
      cells(8, 8, [hostUsage(), sizes(), offloadTrouble()]),
    ),
    ...tierRows(),
  ];
}

const NO_OFFLOAD = 'Nothing offloaded';

function throughput() {
  return timeseries(
    {
      title: 'Offload throughput',
      text: 'Bytes per second stored outside of the GPU and loaded back.',
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
  return timeseries(
    {
      title: 'Offload speed',
      text: 'Bytes moved per second of moving: the speed of the link while it is used.',
      unit: 'Bps',
      idle: NO_OFFLOAD,
    },
    [perSecond('store'), 'Stored'],
    [perSecond('load'), 'Loaded'],
  );
}

function lookupDelay() {
  return timeseries(
    {
      title: 'Offload look-up delay p95',
      text: 'Time 95 % of look-ups outside of the GPU stay below: those the scheduler waits for, and those it does not.',
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
      text: 'Share of the cache in host memory in use, and held by writes and reads, on the fullest engine.',
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
      title: 'Mean size of a transfer',
      text: 'Bytes of an average store and load. Small ones waste the link.',
      unit: 'bytes',
      idle: NO_OFFLOAD,
    },
    [ownMean('vllm:kv_offload_store_size'), 'Stored'],
    [ownMean('vllm:kv_offload_load_size'), 'Loaded'],
  );
}

function offloadTrouble() {
  return timeseries(
    {
      title: 'Offload failures',
      text: 'Stores per second for which no host memory was free, and those skipped as their blocks are not used often enough.',
      unit: 'count:/s',
      idle: NO_OFFLOAD,
    },
    [sumBy([], ownRate('vllm:kv_offload_allocation_failure_total')), 'No memory free'],
    [sumBy([], ownRate('vllm:kv_offload_stores_skipped_total')), 'Skipped'],
  );
}
