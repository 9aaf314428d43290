import { events, sumBy, union, type CounterName, type Expression } from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import type { RuleDefinition } from './rule.ts';
import { jobIs, MODEL, vllmJobs } from '../slo/scope.ts';

const TRANSFER_FAILURES = [
  'vllm:nixl_num_failed_transfers_total',
  'vllm:nixl_num_kv_expired_reqs_total',
  'vllm:mooncake_num_failed_transfers_total',
  'vllm:mooncake_num_failed_recvs_total',
  'vllm:mooncake_num_kv_expired_reqs_total',
] as const satisfies readonly CounterName[];

const OFFLOAD_FAILURES = [
  'vllm:kv_offload_allocation_failure_total',
  'vllm:kv_offload_tiering_promotion_job_failures_total',
  'vllm:kv_offload_tiering_cascade_job_failures_total',
  'vllm:mooncake_store_operation_failed_keys_total',
  'vllm:hf3fs_num_failed_save_total',
  'vllm:hf3fs_num_failed_load_total',
] as const satisfies readonly CounterName[];

/** Failures of every counter as one result. All of them exist only with a connector, some only after the first failure. */
function failures(settings: Settings, counters: readonly CounterName[]): Expression {
  const job = jobIs(vllmJobs(settings));
  return union(
    'failure',
    Object.fromEntries(counters.map((name) => [shortName(name), sumBy(MODEL, events(name, job, '10m'))])),
  );
}

const shortName = (name: CounterName) => name.replace(/^vllm:/, '').replace(/_total$/, '');

const transferFailures: RuleDefinition = {
  name: 'VLLMKVTransferFailures',
  severity: 'warning',
  for: '5m',
  threshold: { value: 5, of: 'failed or expired KV transfers in ten minutes' },
  why: 'a lost transfer is a failed request, or a prompt computed twice; a few blocks expire because their client disconnected before the decode server fetched them',
  source: 'prometheus',
  query: (settings) => failures(settings, TRANSFER_FAILURES),
  fires: 'above',
  summary: 'KV transfers between prefill and decode servers are failing.',
  description:
    '{{ $value | humanize }} KV transfers of {{ $labels.model_name }} ({{ $labels.job }}) failed or expired in ten minutes: {{ $labels.failure }}.',
  dashboard: 'cache',
  runbook: {
    meaning:
      'A transfer over NIXL or Mooncake failed, or its blocks expired on the prefill server before they were fetched.',
    impact:
      'With `kv_load_failure_policy` at its default `fail` the request ends in an error; with `recompute` the decode server computes the prompt again, and the first token is late.',
    diagnosis: [
      {
        text: 'Find the servers and the kind of failure.',
        query: '{__name__=~"vllm:(nixl|mooncake)_num_.*_total",model_name="<model_name>"} > 0',
      },
      {
        text: 'Read the errors of the connector.',
        query: '{service_name="<job>"} |~ "(?i)nixl|mooncake|ucx"',
      },
    ],
    mitigation: [
      'Check the network between the servers (InfiniBand or RoCE ports, `ucx_info`).',
      'Expired blocks: decode servers are too slow or down; add decode servers.',
      'Until it is fixed, set `kv_load_failure_policy` to `recompute`: requests become slow instead of failing.',
    ],
  },
};

const offloadFailures: RuleDefinition = {
  name: 'VLLMKVOffloadFailures',
  severity: 'warning',
  for: '10m',
  threshold: { value: 0, of: 'failed stores or loads of offloaded KV blocks in ten minutes' },
  why: 'offloading is an optimization; if it fails constantly it only costs',
  source: 'prometheus',
  query: (settings) => failures(settings, OFFLOAD_FAILURES),
  fires: 'above',
  summary: 'KV cache offloading is failing.',
  description:
    '{{ $value | humanize }} stores or loads of offloaded KV blocks of {{ $labels.model_name }} ({{ $labels.job }}) failed in ten minutes: {{ $labels.failure }}.',
  dashboard: 'cache',
  runbook: {
    meaning: 'The offload store (CPU memory, a tier, Mooncake or HF3FS) is full or returns errors.',
    impact: 'Cached prompts are computed again.',
    diagnosis: [
      {
        text: 'Find the failing store.',
        query: '{__name__=~"vllm:.*(offload|store|hf3fs).*fail.*_total",model_name="<model_name>"} > 0',
      },
      {
        text: 'Check how full the offload cache is.',
        query: 'vllm:kv_offload_cpu_cache_usage_perc{model_name="<model_name>"}',
      },
    ],
    mitigation: ['Give the offload cache more memory.', 'Check the disk or the service of the tier.'],
  },
};

/** KV blocks arrive where they are moved to. */
export const CONNECTOR_RULES = [transferFailures, offloadFailures];
