import type { Metric } from '../vllm/index.ts';

/** Volume metrics of the kubelet. */
export const kubelet = [
  {
    name: 'kubelet_volume_stats_available_bytes',
    type: 'gauge',
    labels: ['namespace', 'persistentvolumeclaim'],
    unit: 'bytes',
    help: 'Free bytes on the volume.',
  },
  {
    name: 'kubelet_volume_stats_capacity_bytes',
    type: 'gauge',
    labels: ['namespace', 'persistentvolumeclaim'],
    unit: 'bytes',
    help: 'Size of the volume.',
  },
] as const satisfies readonly Metric[];
