import { gauge, metrics } from '../vllm/index.ts';

/** Volume metrics of the kubelet. */
export const kubelet = metrics(
  { labels: ['namespace', 'persistentvolumeclaim'] },
  {
    kubelet_volume_stats_available_bytes: gauge('bytes', 'Free bytes on the volume.'),
    kubelet_volume_stats_capacity_bytes: gauge('bytes', 'Size of the volume.'),
  },
);
