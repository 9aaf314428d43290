import type { RuleCase } from '../case.ts';
import { everywhere, perSecond } from '../fleet.ts';
import { of } from '../series.ts';

/** KV blocks that are moved between servers or to a store. */
export const connectorCases: readonly RuleCase[] = [
  {
    rule: 'VLLMKVTransferFailures',
    recovery: 30,
    always: { [of('a:8000', 'vllm:nixl_num_failed_transfers_total')]: perSecond(0) },
    fault: { [of('a:8000', 'vllm:nixl_num_failed_transfers_total')]: perSecond(0.02) },
    neighbour: { [of('a:8000', 'vllm:nixl_bytes_transferred_count')]: perSecond(20) },
  },
  {
    rule: 'VLLMKVTransferFailures',
    recovery: 30,
    // Two kinds on one server: the second must not hide behind the first.
    always: everywhere((instance) => ({
      [of(instance, 'vllm:nixl_num_failed_transfers_total')]: perSecond(0),
      [of(instance, 'vllm:nixl_num_kv_expired_reqs_total')]: perSecond(0),
    })),
    fault: { [of('a:8000', 'vllm:nixl_num_kv_expired_reqs_total')]: perSecond(0.02) },
    neighbour: {},
  },
  {
    // The first failures of a connector, whose series is born with them; and blocks that expire since a client disconnected.
    rule: 'VLLMKVTransferFailures',
    minutes: 9,
    recovery: 30,
    fault: { [of('a:8000', 'vllm:nixl_num_failed_transfers_total')]: { from: 12, perSecond: 0 } },
    neighbour: { [of('a:8000', 'vllm:nixl_num_kv_expired_reqs_total')]: perSecond(1 / 600) },
  },
  {
    rule: 'VLLMKVOffloadFailures',
    recovery: 30,
    minutes: 30,
    always: { [of('a:8000', 'vllm:kv_offload_allocation_failure_total')]: perSecond(0) },
    fault: { [of('a:8000', 'vllm:kv_offload_allocation_failure_total')]: perSecond(0.02) },
    neighbour: {},
  },
  {
    // A series that exists only after its first failure, born with more than one.
    rule: 'VLLMKVOffloadFailures',
    minutes: 9,
    recovery: 30,
    stack: { alerts: { rules: { VLLMKVOffloadFailures: { for: '5m' } } } },
    fault: {
      [of('a:8000', 'vllm:kv_offload_tiering_promotion_job_failures_total', 'tier="disk"')]: {
        from: 12,
        perSecond: 0,
      },
    },
  },
];
