import { MappingType } from '@grafana/grafana-foundation-sdk/dashboard';
import { avgBy, binary, countBy, matches, maxBy, plus, TARGET, topk } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { columns } from '../columns.ts';
import { cells, optionalRow, row, type Row } from '../layout.ts';
import { own, ownRate } from '../own-series.ts';
import { table, timeline, timeseries } from '../panels.ts';
import { BY_ENGINE, BY_INSTANCE } from '../place.ts';
import { heightForInstances } from '../table-height.ts';

/** Sleep state and KV cache configuration of the engines. */
export function configurationRow(settings: Settings): Row {
  return row(
    'State and configuration',
    cells(12, heightForInstances(settings), [sleepState(), cacheConfiguration()]),
  );
}

/** 0 is awake, 1 asleep with weights offloaded to the host, 2 asleep with weights discarded. */
function sleepState() {
  const inState = (state: string) => maxBy(BY_ENGINE, own('vllm:engine_sleep_state', { sleep_state: state }));
  const level = plus(inState('weights_offloaded'), binary(2, '*', inState('discard_all')));
  return timeline(
    {
      title: 'Sleep state',
      text: 'Sleep state by engine: awake, level 1 (weights offloaded) or level 2 (all discarded). Sleeping engines serve no requests.',
      unit: 'none',
      idle: 'Requires vLLM 0.11.1 or later',
    },
    [level, '{{instance}} engine {{engine}}'],
  ).mappings([
    {
      type: MappingType.ValueToText,
      options: {
        '0': { text: 'Awake', color: 'green', index: 0 },
        '1': { text: 'Weights offloaded', color: 'yellow', index: 1 },
        '2': { text: 'All discarded', color: 'orange', index: 2 },
      },
    },
  ]);
}

/** Labels of `vllm:cache_config_info` in every supported release. */
const CACHE_LABELS = {
  instance: 'Instance',
  namespace: 'Namespace',
  cluster: 'Cluster',
  engine: 'Engine',
  num_gpu_blocks: 'Blocks',
  block_size: 'Block size (tokens)',
  gpu_memory_utilization: 'GPU memory utilization',
  cache_dtype: 'Data type',
  enable_prefix_caching: 'Prefix caching',
} as const;

/** The engine label exists since vLLM 0.9. */
const ANY_ENGINE = { engine: matches('(?:$engine)?') } as const;

function cacheConfiguration() {
  const labels = Object.keys(CACHE_LABELS);
  const order = Object.fromEntries(labels.map((label, position) => [label, position]));
  return table(
    {
      title: 'KV cache configuration',
      text: 'KV cache configuration of each engine. Engines of the same model should not differ.',
      unit: 'none',
      idle: 'No engines',
    },
    countBy(labels, own('vllm:cache_config_info', ANY_ENGINE)),
  ).withTransformation({
    id: 'organize',
    options: {
      excludeByName: { Time: true, Value: true, 'Value #A': true },
      indexByName: order,
      renameByName: CACHE_LABELS,
    },
  });
}

/** LoRA adapters in use. Requires LoRA. */
export function loraRow(settings: Settings): Row {
  return optionalRow('LoRA adapters', cells(24, heightForInstances(settings), [adapters()]));
}

function adapters() {
  const latest = topk(1, own('vllm:lora_requests_info'), TARGET);
  return columns({
    title: 'LoRA adapters in use',
    text: 'Last reported combination of running and waiting adapters per instance, and the time of the report.',
    idle: 'No LoRA adapters in use',
    keys: [
      { label: 'instance', title: 'Instance' },
      { label: 'max_lora', title: 'Maximum' },
      { label: 'running_lora_adapters', title: 'Running' },
      { label: 'waiting_lora_adapters', title: 'Waiting' },
    ],
    columns: [
      {
        title: 'Reported',
        expr: binary(
          1000,
          '*',
          maxBy([...BY_INSTANCE, 'max_lora', 'running_lora_adapters', 'waiting_lora_adapters'], latest),
        ),
        unit: 'dateTimeAsIso',
      },
    ],
  });
}

/** Model FLOPs and memory traffic as estimated by vLLM. Requires MFU metrics. */
export function utilizationRow(): Row {
  return optionalRow('Model FLOPs and memory traffic', cells(12, 8, [flops(), memoryTraffic()]));
}

const IDLE = 'No requests, or --enable-mfu-metrics is not set';

function flops() {
  return timeseries(
    {
      title: 'Estimated FLOPs per GPU',
      text: 'Floating-point operations per second and GPU, by instance. Divided by the peak of the device, this is the model FLOPs utilization (MFU).',
      unit: 'flops',
      idle: IDLE,
    },
    [avgBy(BY_INSTANCE, ownRate('vllm:estimated_flops_per_gpu_total')), '{{instance}}'],
  );
}

function memoryTraffic() {
  return timeseries(
    {
      title: 'Estimated memory traffic per GPU',
      text: 'Bytes per second read from and written to the memory of each GPU, by instance.',
      unit: 'Bps',
      idle: IDLE,
    },
    [avgBy(BY_INSTANCE, ownRate('vllm:estimated_read_bytes_per_gpu_total')), '{{instance}} read'],
    [avgBy(BY_INSTANCE, ownRate('vllm:estimated_write_bytes_per_gpu_total')), '{{instance}} written'],
  );
}
