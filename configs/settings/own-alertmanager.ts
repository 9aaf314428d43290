import type { Settings } from './schema.ts';

/** Whether an Alertmanager of ours runs: Prometheus evaluates the alerts, and nobody else's is named. */
export const ownsAlertmanager = ({ alerts, backend, prometheus }: Settings): boolean =>
  backend === 'kubernetes' &&
  alerts.engine === 'prometheus' &&
  alerts.alertmanagers.length === 0 &&
  prometheus.existing === undefined;
