import type { Metric } from '../vllm/index.ts';

/** Metrics of Alertmanager, as of release 0.34. */
export const alertmanager = [
  {
    name: 'alertmanager_notifications_failed_total',
    type: 'counter',
    labels: ['integration', 'reason'],
    unit: 'errors',
    help: 'Notifications that could not be delivered.',
  },
  {
    name: 'alertmanager_nflog_maintenance_errors_total',
    type: 'counter',
    labels: [],
    unit: 'errors',
    help: 'Failed writes of the log of sent notifications to the disk, which happen every 15 minutes.',
  },
  {
    name: 'alertmanager_silences_maintenance_errors_total',
    type: 'counter',
    labels: [],
    unit: 'errors',
    help: 'Failed writes of the silences to the disk, which happen every 15 minutes.',
  },
] as const satisfies readonly Metric[];
