import { maxBy, plus, ratio, sumBy } from '../../promql/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { own, ownQuantile, ownRate } from '../own-series.ts';
import { timeseries } from '../panels.ts';
import { BY_MODEL } from '../place.ts';

/** External stores of KV cache blocks, one row each. */
export function storeRows(): readonly Row[] {
  return [
    optionalRow('Mooncake store', cells(8, 8, [mooncakeTime(), mooncakeThroughput(), mooncakeOutcomes()])),
    optionalRow('HiSparse', cells(8, 8, [hisparseHits(), hisparseUsage(), hisparseTraffic()])),
    optionalRow('HF3FS and UMBP', cells(8, 8, [hf3fsTime(), hf3fsFailures(), umbpTransfers()])),
  ];
}

const NO_MOONCAKE = 'Requires the Mooncake store connector';

function mooncakeTime() {
  return timeseries(
    {
      title: 'Store operation latency p95',
      text: '95th percentile by operation.',
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
      text: 'Bytes per second transferred, by operation.',
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
      text: 'Operations per second by status, and failed keys per second.',
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

const NO_HISPARSE = 'Requires HiSparse';

function hisparseHits() {
  const hits = sumBy(BY_MODEL, ownRate('vllm:hisparse_cache_hits_total'));
  const misses = sumBy(BY_MODEL, ownRate('vllm:hisparse_cache_misses_total'));
  return timeseries(
    {
      title: 'HiSparse hit rate',
      text: 'Share of requested pages that were on the device. Misses are loaded from host memory.',
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
      text: 'Share of the host memory cache in use, on the fullest engine of each model.',
      unit: 'percentunit',
      idle: NO_HISPARSE,
    },
    [maxBy(BY_MODEL, own('vllm:hisparse_host_cache_usage_perc')), '{{model_name}}'],
  ).max(1);
}

function hisparseTraffic() {
  return timeseries(
    {
      title: 'HiSparse host-to-device throughput',
      text: 'Bytes per second copied from host memory to the device.',
      unit: 'Bps',
      idle: NO_HISPARSE,
    },
    [sumBy(BY_MODEL, ownRate('vllm:hisparse_host_to_device_bytes_total')), '{{model_name}}'],
  );
}

function hf3fsTime() {
  return timeseries(
    {
      title: 'HF3FS latency p95',
      text: '95th percentile of the duration of saves and loads.',
      unit: 's',
      idle: 'Requires the HF3FS connector',
    },
    [ownQuantile(0.95, 'vllm:hf3fs_save_duration_seconds'), 'Save'],
    [ownQuantile(0.95, 'vllm:hf3fs_load_duration_seconds'), 'Load'],
  );
}

function hf3fsFailures() {
  return timeseries(
    {
      title: 'HF3FS failures',
      text: 'Failed saves and loads per second. Should be 0.',
      unit: 'count:/s',
      idle: 'Requires the HF3FS connector',
    },
    [sumBy([], ownRate('vllm:hf3fs_num_failed_save_total')), 'Save'],
    [sumBy([], ownRate('vllm:hf3fs_num_failed_load_total')), 'Load'],
  );
}

function umbpTransfers() {
  return timeseries(
    {
      title: 'UMBP transfers',
      text: 'Objects transferred per second, completed and failed, by operation.',
      unit: 'count:/s',
      idle: 'Requires the UMBP connector',
    },
    [sumBy(['operation'], ownRate('vllm:umbp_transfer_completed_total')), '{{operation}} completed'],
    [sumBy(['operation'], ownRate('vllm:umbp_transfer_failed_total')), '{{operation}} failed'],
  );
}
