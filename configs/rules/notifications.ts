import { increase, sumBy, union } from '../promql/index.ts';
import type { RuleDefinition } from './rule.ts';

/** Alerts fire and do not arrive. */
export const notificationsFailing: RuleDefinition = {
  name: 'NotificationsFailing',
  severity: 'warning',
  for: '5m',
  threshold: { value: 0, of: 'failed notifications in ten minutes' },
  why: 'alerts that are not delivered; another receiver may still work',
  source: 'prometheus',
  query: () =>
    union('sender', {
      Grafana: sumBy(
        ['job', 'integration'],
        increase('grafana_alerting_notifications_failed_total', {}, '10m'),
      ),
      Prometheus: sumBy(['job'], increase('prometheus_notifications_errors_total', {}, '10m')),
      Alertmanager: sumBy(
        ['job', 'integration'],
        increase('alertmanager_notifications_failed_total', {}, '10m'),
      ),
    }),
  fires: 'above',
  summary: 'Notifications are failing.',
  description: '{{ $labels.sender }} failed to deliver {{ $value | humanize }} notifications in ten minutes.',
  dashboard: 'stack',
  runbook: {
    meaning: 'A receiver rejects notifications or is unreachable.',
    impact: 'Alerts fire, but their notifications are not delivered.',
    diagnosis: [
      {
        text: 'Read the reason in the logs.',
        query: '{service_name=~"grafana|alertmanager"} |~ "(?i)notify"',
      },
      { text: 'Send a test notification (Alerting, Contact points, Edit, Test).' },
    ],
    mitigation: [
      'Renew the token or the URL of the contact point.',
      'Allow the connection in the proxy or firewall.',
    ],
  },
};
