import type { Settings } from './schema.ts';

/** `host:port` of the external Alertmanagers to which Prometheus sends alerts; none if Grafana evaluates them. */
export const externalAlertmanagers = ({ alerts }: Pick<Settings, 'alerts'>): readonly string[] =>
  alerts.engine === 'prometheus' ? alerts.alertmanagers : [];

/** Tests whether the stack deploys an Alertmanager: Prometheus evaluates the alerts, and no external one is named. */
export const ownsAlertmanager = ({ alerts, backend, prometheus }: Settings): boolean =>
  backend === 'kubernetes' &&
  alerts.engine === 'prometheus' &&
  alerts.alertmanagers.length === 0 &&
  prometheus.existing === undefined;
