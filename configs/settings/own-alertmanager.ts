import type { Settings } from './schema.ts';

/** Tests whether the stack deploys an Alertmanager: Prometheus evaluates the alerts, and no external one is named. */
export const ownsAlertmanager = ({ alerts, backend, prometheus }: Settings): boolean =>
  backend === 'kubernetes' &&
  alerts.engine === 'prometheus' &&
  alerts.alertmanagers.length === 0 &&
  prometheus.existing === undefined;
