import { sumBy } from '../../promql/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { ownDistribution, ownMean, ownRate } from '../own-series.ts';
import { timeseries } from '../panels.ts';
import { BY_INSTANCE } from '../place.ts';
import { percentiles } from '../percentiles.ts';

type Histogram = Parameters<typeof ownDistribution>[0];
type Counter = Extract<Parameters<typeof ownRate>[0], `${string}_total`>;

/** Transfers of KV cache blocks between servers. */
export function transferRows(): readonly Row[] {
  return [
    optionalRow(
      'NIXL transfers',
      cells(8, 8, [nixlTime(), nixlThroughput(), nixlSizes()]),
      cells(12, 8, [nixlPostTime(), nixlFailures()]),
    ),
    optionalRow(
      'Mooncake transfers',
      cells(6, 8, [mooncakeTime(), mooncakeThroughput(), mooncakeSizes(), mooncakeFailures()]),
    ),
  ];
}

function duration(title: string, text: string, name: Histogram, idle: string) {
  const args = { title, text, unit: 's', idle } as const;
  return percentiles(args, ['p99', 'p50'], ownDistribution(name));
}

function throughput(title: string, name: Histogram, idle: string) {
  const text = 'Bytes per second transferred, by instance.';
  return timeseries({ title, text, unit: 'Bps', idle }, [
    sumBy(BY_INSTANCE, ownRate(`${name}_sum`)),
    '{{instance}}',
  ]);
}

function meanSize(title: string, bytes: Histogram, descriptors: Histogram, idle: string) {
  const text = 'Mean bytes and descriptors per transfer. Many descriptors for few bytes make transfers slow.';
  return timeseries(
    { title, text, unit: 'bytes', idle },
    [ownMean(bytes), 'Bytes'],
    [ownMean(descriptors), 'Descriptors'],
  ).overrideByName('Descriptors', [
    { id: 'unit', value: 'short' },
    { id: 'custom.axisPlacement', value: 'right' },
  ]);
}

function failures(
  title: string,
  text: string,
  idle: string,
  counters: readonly (readonly [Counter, string])[],
) {
  return timeseries(
    { title, text, unit: 'count:/s', idle },
    ...counters.map(([name, legend]) => [sumBy([], ownRate(name)), legend] as const),
  );
}

const NO_NIXL = 'No NIXL transfers';

function nixlTime() {
  return duration(
    'NIXL transfer time',
    'Duration of a KV cache transfer. It adds to the TTFT of the request.',
    'vllm:nixl_xfer_time_seconds',
    NO_NIXL,
  );
}

function nixlPostTime() {
  return duration(
    'NIXL post time',
    'Time to post a transfer to the network.',
    'vllm:nixl_post_time_seconds',
    NO_NIXL,
  );
}

function nixlThroughput() {
  return throughput('NIXL throughput', 'vllm:nixl_bytes_transferred', NO_NIXL);
}

function nixlSizes() {
  return meanSize('NIXL transfer size', 'vllm:nixl_bytes_transferred', 'vllm:nixl_num_descriptors', NO_NIXL);
}

function nixlFailures() {
  return failures(
    'NIXL failures',
    'Failures per second. Failed transfers include failed notifications. Expired requests are counted by the prefill server.',
    NO_NIXL,
    [
      ['vllm:nixl_num_failed_transfers_total', 'Failed transfers'],
      ['vllm:nixl_num_failed_notifications_total', 'Failed notifications'],
      ['vllm:nixl_num_kv_expired_reqs_total', 'Expired requests'],
      ['vllm:nixl_num_notifications_after_expiry_total', 'Late notifications'],
    ],
  );
}

const NO_MOONCAKE = 'No Mooncake transfers';

function mooncakeTime() {
  return duration(
    'Mooncake transfer time',
    'Duration of a KV cache transfer. It adds to the TTFT of the request.',
    'vllm:mooncake_xfer_time_seconds',
    NO_MOONCAKE,
  );
}

function mooncakeThroughput() {
  return throughput('Mooncake throughput', 'vllm:mooncake_bytes_transferred', NO_MOONCAKE);
}

function mooncakeSizes() {
  return meanSize(
    'Mooncake transfer size',
    'vllm:mooncake_bytes_transferred',
    'vllm:mooncake_num_descriptors',
    NO_MOONCAKE,
  );
}

function mooncakeFailures() {
  return failures(
    'Mooncake failures',
    'Failed transfers, failed receives and expired requests per second. Should be 0.',
    NO_MOONCAKE,
    [
      ['vllm:mooncake_num_failed_transfers_total', 'Failed transfers'],
      ['vllm:mooncake_num_failed_recvs_total', 'Failed receives'],
      ['vllm:mooncake_num_kv_expired_reqs_total', 'Expired requests'],
    ],
  );
}
