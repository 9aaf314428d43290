import { countBy, selector } from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import type { AlertRule } from './rule.ts';

/**
 * Dead man's switch: always fires, to a receiver outside that raises the alarm when the messages stop. Only with such a
 * receiver (or with an Alertmanager that routes severity `none`), as to people it would be noise.
 */
export function watchdogRules({ alerts: { heartbeat, engine } }: Settings): AlertRule[] {
  if (!heartbeat && engine !== 'prometheus') return [];
  return [
    {
      name: 'Watchdog',
      source: 'prometheus',
      // Stops as well when Prometheus runs and scrapes nothing.
      query: countBy([], selector('up')),
      bound: { operator: '>', value: 0 },
      for: '0s',
      severity: 'none',
      // If Prometheus is unreachable, the notifications have to stop: that is the purpose.
      execError: 'OK',
      summary: "Dead man's switch: the monitoring stack is working.",
      description: 'This alert always fires. If its notifications stop, the monitoring stack is down.',
      dashboard: 'stack',
      runbook: {
        meaning:
          'Prometheus is reachable, rules are evaluated and notifications are sent. Treat the absence of this alert as the alert.',
        impact: 'If its notifications stop, no other alert is delivered either.',
        diagnosis: [
          { text: 'Check whether Grafana and Prometheus are running: `docker ps`, or `kubectl get pods`.' },
          { text: 'Test the contact point (Alerting, Contact points).' },
        ],
        mitigation: ['Deploy the stack again: `npm run up`.'],
      },
    },
  ];
}
