/** Data source of the Alertmanager to which Prometheus sends alerts. */
export const ALERTMANAGER_SOURCE = {
  uid: 'alertmanager',
  name: 'Alertmanager',
  type: 'alertmanager',
  isDefault: false,
  // Grafana's own alerts, which are those on logs, go to the Alertmanager inside of Grafana.
  jsonData: { implementation: 'prometheus', handleGrafanaManagedAlerts: false },
} as const;
