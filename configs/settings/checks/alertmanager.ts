import type { CrossCheck } from './check.ts';
import { printed, type ValidationError } from '../validation-error.ts';
import { ownsAlertmanager } from '../own-alertmanager.ts';
import type { Settings } from '../schema.ts';

/** Kinds of contact points that Alertmanager lacks, or that need settings this program does not have. */
const UNKNOWN_TO_ALERTMANAGER: readonly string[] = ['alertmanager', 'email', 'googlechat', 'victorops'];

/** Only an operator can configure rules of an external Prometheus. */
const rulesForNobody: CrossCheck = {
  needs: ['alerts', 'prometheus', 'loki', 'grafana', 'backend', 'kubernetes'],
  check: ({ alerts: { engine }, prometheus, loki, grafana, backend, kubernetes }) => {
    if (engine === 'grafana' || !prometheus.existing) return [];
    // With three external servers nothing is created in the cluster, so no rules either.
    const given = backend === 'kubernetes' && kubernetes.operator === 'existing';
    if (given && !(loki.existing && grafana.existing)) return [];
    return [
      {
        key: 'alerts.engine',
        found: '"prometheus", with prometheus.existing',
        expected: `"grafana", because the rules of an external Prometheus ${given ? 'are not managed if Loki and Grafana are external too' : 'are managed only on Kubernetes with kubernetes.operator "existing"'}`,
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
            expected: 'at least one, because Prometheus does not send notifications itself',
            example: '["alertmanager:9093"]',
          },
        ],
};

const ownAlertmanager: CrossCheck = {
  needs: ['alerts', 'prometheus', 'backend'],
  check: (settings) => (ownsAlertmanager(settings) ? receiverErrors(settings) : []),
};

function receiverErrors({ alerts: { contactPoints } }: Settings): ValidationError[] {
  if (contactPoints.length === 0) {
    return [
      {
        key: 'alerts.contactPoints',
        found: 'none',
        expected: 'at least one receiver for Alertmanager, or an entry in alerts.alertmanagers',
        example: '[{kind: "webhook", name: "on-call", url: "https://hooks.example.com/llm"}]',
      },
    ];
  }
  return contactPoints.flatMap((point, index): ValidationError[] => {
    if (UNKNOWN_TO_ALERTMANAGER.includes(point.kind)) {
      return [
        {
          key: `alerts.contactPoints[${index}].kind`,
          found: printed(point.kind),
          expected:
            'a kind that Alertmanager supports (discord, oncall, opsgenie, pagerduty, pushover, slack, teams, telegram, webex, webhook), or engine grafana',
        },
      ];
    }
    if (point.kind === 'telegram' && !/^-?[0-9]+$/.test(point.chatId)) {
      return [
        {
          key: `alerts.contactPoints[${index}].chatId`,
          found: printed(point.chatId),
          expected: 'a numeric chat ID, because Alertmanager does not support names',
          example: '"-100123456"',
        },
      ];
    }
    return [];
  });
}

export const alertmanagerChecks: readonly CrossCheck[] = [rulesForNobody, noAlertmanager, ownAlertmanager];
