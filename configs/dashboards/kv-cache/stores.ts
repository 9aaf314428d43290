import { maxBy, plus, ratio, sumBy } from '../../promql/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { own, ownQuantile, ownRate } from '../own-series.ts';
import { timeseries } from '../panels.ts';
import { BY_MODEL } from '../place.ts';

/** Stores beyond the server that keep KV blocks, one row each. */
export function storeRows(): readonly Row[] {
  return [
    optionalRow('Mooncake store', cells(8, 8, [mooncakeTime(), mooncakeThroughput(), mooncakeOutcomes()])),
    optionalRow('HiSparse', cells(8, 8, [hisparseHits(), hisparseUsage(), hisparseTraffic()])),
    optionalRow('HF3FS and UMBP', cells(8, 8, [hf3fsTime(), hf3fsFailures(), umbpTransfers()])),
  ];
}

const NO_MOONCAKE = 'Without the Mooncake store';

function mooncakeTime() {
  return timeseries(
    {
      title: 'Store operation time p95',
      text: 'Time 95 % of the operations stay below, by operation.',
      unit: 's',
      idle: NO_MOONCAKE,
    },
    [ownQuantile(0.95, 'vllm:mooncake_store_operation_time_seconds', ['operation']), '{{operation}}'],
  );
}

function mooncakeThroughput() {
  return timeseries(
    {
      title: 'Store throughput',
      text: 'Bytes per second moved, by operation.',
      unit: 'Bps',
      idle: NO_MOONCAKE,
    },
    [sumBy(['operation'], ownRate('vllm:mooncake_store_operation_bytes_total')), '{{operation}}'],
  );
}

function mooncakeOutcomes() {
  return timeseries(
    {
      title: 'Store operations by outcome',
      text: 'Operations per second by status, and keys that failed.',
      unit: 'ops',
      idle: NO_MOONCAKE,
    },
    [
      sumBy(['operation', 'status'], ownRate('vllm:mooncake_store_operation_total')),
      '{{operation}} {{status}}',
    ],
    [
      sumBy(['operation'], ownRate('vllm:mooncake_store_operation_failed_keys_total')),
      '{{operation}} keys failed',
    ],
  );
}

const NO_HISPARSE = 'Without HiSparse';

function hisparseHits() {
  const hits = sumBy(BY_MODEL, ownRate('vllm:hisparse_cache_hits_total'));
  const misses = sumBy(BY_MODEL, ownRate('vllm:hisparse_cache_misses_total'));
  return timeseries(
    {
      title: 'HiSparse hit rate',
      text: 'Share of pages asked for that were on the device.',
      unit: 'percentunit',
      idle: NO_HISPARSE,
    },
    [ratio(hits, plus(hits, misses)), '{{model_name}}'],
  ).max(1);
}

function hisparseUsage() {
  return timeseries(
    {
      title: 'HiSparse host cache usage',
      text: 'Share of the cache in host memory in use, on the fullest engine of each model.',
      unit: 'percentunit',
      idle: NO_HISPARSE,
    },
    [maxBy(BY_MODEL, own('vllm:hisparse_host_cache_usage_perc')), '{{model_name}}'],
  ).max(1);
}

function hisparseTraffic() {
  return timeseries(
    {
      title: 'HiSparse host to device',
      text: 'Bytes per second moved from host memory to the device.',
      unit: 'Bps',
      idle: NO_HISPARSE,
    },
    [sumBy(BY_MODEL, ownRate('vllm:hisparse_host_to_device_bytes_total')), '{{model_name}}'],
  );
}

function hf3fsTime() {
  return timeseries(
    {
      title: 'HF3FS time p95',
      text: 'Time 95 % of saves and loads stay below.',
      unit: 's',
      idle: 'Without HF3FS',
    },
    [ownQuantile(0.95, 'vllm:hf3fs_save_duration_seconds'), 'Save'],
    [ownQuantile(0.95, 'vllm:hf3fs_load_duration_seconds'), 'Load'],
  );
}

function hf3fsFailures() {
  return timeseries(
    {
      title: 'HF3FS failures',
      text: 'Saves and loads per second that failed.',
      unit: 'count:/s',
      idle: 'Without HF3FS',
    },
    [sumBy([], ownRate('vllm:hf3fs_num_failed_save_total')), 'Save'],
    [sumBy([], ownRate('vllm:hf3fs_num_failed_load_total')), 'Load'],
  );
}

function umbpTransfers() {
  return timeseries(
    {
      title: 'UMBP transfers',
      text: 'Objects per second whose transfer was completed and failed, by operation.',
      unit: 'count:/s',
      idle: 'Without UMBP',
    },
    [sumBy(['operation'], ownRate('vllm:umbp_transfer_completed_total')), '{{operation}} completed'],
    [sumBy(['operation'], ownRate('vllm:umbp_transfer_failed_total')), '{{operation}} failed'],
  );
}
