import type { CrossCheck } from './check.ts';
import { printed, type Fault } from '../faults.ts';
import { ownsAlertmanager } from '../own-alertmanager.ts';
import type { Settings } from '../schema.ts';

/** Kinds of contact points that Alertmanager does not have, or that need what is not configured here. */
const UNKNOWN_TO_ALERTMANAGER: readonly string[] = ['alertmanager', 'email', 'googlechat', 'victorops'];

/** Of a Prometheus of somebody else's we know an address, unless an operator gives it rules. */
const rulesForNobody: CrossCheck = {
  needs: ['alerts', 'prometheus', 'loki', 'grafana', 'backend', 'kubernetes'],
  check: ({ alerts: { engine }, prometheus, loki, grafana, backend, kubernetes }) => {
    if (engine === 'grafana' || !prometheus.existing) return [];
    // With all three existing nothing is made in the cluster, and so no rule.
    const given = backend === 'kubernetes' && kubernetes.operator === 'existing';
    if (given && !(loki.existing && grafana.existing)) return [];
    return [
      {
        key: 'alerts.engine',
        found: '"prometheus", with prometheus.existing',
        expected: `"grafana", as nothing gives rules to a Prometheus of somebody else's${given ? ' where Loki and Grafana are existing too' : '; on Kubernetes kubernetes.operator "existing" does'}`,
      },
    ];
  },
};

const noAlertmanager: CrossCheck = {
  needs: ['alerts', 'prometheus', 'backend'],
  check: ({ alerts: { engine, alertmanagers }, prometheus: { existing }, backend }) =>
    engine === 'grafana' || existing || backend === 'kubernetes' || alertmanagers.length > 0
      ? []
      : [
          {
            key: 'alerts.alertmanagers',
            found: 'none',
            expected: 'at least one, as with engine prometheus nobody else sends the messages',
            example: '["alertmanager:9093"]',
          },
        ],
};

const ownAlertmanager: CrossCheck = {
  needs: ['alerts', 'prometheus', 'backend'],
  check: (settings) => (ownsAlertmanager(settings) ? receiverFaults(settings) : []),
};

function receiverFaults({ alerts: { contactPoints } }: Settings): Fault[] {
  if (contactPoints.length === 0) {
    return [
      {
        key: 'alerts.contactPoints',
        found: 'none',
        expected: 'at least one, as Alertmanager tells nobody by itself; or alerts.alertmanagers',
        example: '[{kind: "webhook", name: "on-call", url: "https://hooks.example.com/llm"}]',
      },
    ];
  }
  return contactPoints.flatMap((point, index): Fault[] => {
    if (UNKNOWN_TO_ALERTMANAGER.includes(point.kind)) {
      return [
        {
          key: `alerts.contactPoints[${index}].kind`,
          found: printed(point.kind),
          expected:
            'a kind that the Alertmanager of the stack sends to (discord, oncall, opsgenie, pagerduty, pushover, slack, teams, telegram, webex, webhook), or engine grafana',
        },
      ];
    }
    if (point.kind === 'telegram' && !/^-?[0-9]+$/.test(point.chatId)) {
      return [
        {
          key: `alerts.contactPoints[${index}].chatId`,
          found: printed(point.chatId),
          expected: 'the number of a chat, as Alertmanager knows no names',
          example: '"-100123456"',
        },
      ];
    }
    return [];
  });
}

export const alertmanagerChecks: readonly CrossCheck[] = [rulesForNobody, noAlertmanager, ownAlertmanager];
