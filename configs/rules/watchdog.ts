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
      // When Prometheus cannot be asked the messages have to stop; that is the point.
      execError: 'OK',
      summary: 'The monitoring works.',
      description: 'This alert always fires. When its messages stop, the monitoring is down.',
      board: 'stack',
      runbook: {
        meaning:
          'Prometheus answers, rules are evaluated and messages are sent. The alert is the absence of this one.',
        impact: 'If the messages stop, no other alert reaches anybody.',
        diagnosis: [
          { text: 'See whether Grafana and Prometheus run: `docker ps`, or `kubectl get pods`.' },
          { text: 'Test the contact point (Alerting, Contact points).' },
        ],
        mitigation: ['Bring the stack up again: `npm run up`.'],
      },
    },
  ];
}
