import { BURN_WINDOWS, type BurnSpeed } from '../objectives/index.ts';
import type { Settings } from '../settings/index.ts';
import { ruleNamed } from './definitions.ts';
import { alertRules } from './groups.ts';
import type { AlertRule } from './rule.ts';
import { TITLES } from './runbook.ts';

const HEAD = `# Alerts

<!-- Written by \`npm run runbook\` from configs/rules; edit the rules. -->

Every alert rule with its default numbers. Each name links to its entry in the [runbook](runbook.md).

## Notification routing

Notifications are routed by the label \`severity\`:

| Severity | Meaning | Receivers |
| --- | --- | --- |
| \`critical\` | Users are affected now: page. | \`alerts.routes.critical.receivers\` |
| \`warning\` | Ticket: act during working hours. | \`alerts.routes.warning.receivers\` |
| \`info\` | No action needed. | \`alerts.routes.info.receivers\` |

A severity without receivers uses the first contact point. The notification of an alert that keeps firing is repeated after
\`alerts.repeatInterval\`; alerts with the same labels in \`alerts.groupBy\` share one notification.

Without contact points the managed Grafana shows alerts and notifies nobody: its notification policy is muted at all times, so no
notification can fail, and \`npm run up\` prints a reminder. An external Grafana keeps its own policies, and so does the managed one
with \`alerts.managePolicy: false\`, which is how to use contact points that were created in Grafana itself.

\`\`\`yaml
llm-monitoring:alerts:
  contactPoints:
    - { kind: pagerduty, name: on-call, integrationKey: R0EXAMPLE }
    - { kind: slack, name: tickets, url: https://hooks.slack.com/services/T0/B0/x }
  routes: { warning: { receivers: [tickets] }, info: { receivers: [tickets] } }
\`\`\`

The reference lists the [kinds and their keys](configuration.md#alerts). Encrypt keys and URLs that contain a token:
\`npm run pulumi -- config set --secret --path 'llm-monitoring:alerts.contactPoints[0].integrationKey'\`.

## Change a threshold

Each rule has a key \`alerts.rules.<name>\` with \`enabled\`, \`severity\`, \`for\` and, if the table gives a bound, \`threshold\`.
Omitted keys keep their default. The next \`npm run up\` updates the rule group in place.

\`\`\`yaml
llm-monitoring:alerts:
  rules:
    VLLMQueueGrowing: { threshold: 4, for: 15m }
    VLLMEngineAsleep: { enabled: false }
\`\`\`

Objectives have their own section, \`slo\`, and \`models[].slo\` for a single model ([configuration](configuration.md)).
Burn-rate alerts and dashboards evaluate a window only once \`slo.minShare\` of it has been recorded and it contains
\`slo.minRequests\` requests; alerts also require \`slo.minErrors\` bad ones. Until then dashboards show "Not enough data".

## Silence

- For hours: a silence in Grafana (Alerting, Silences, or the button in the notification), matched by \`alertname\`, \`model_name\` or
  \`instance\`. It expires by itself and does not change the stack.
- At fixed times, such as a weekly deployment: \`alerts.muteTimings\`, referenced by a route.
- Permanently: \`enabled: false\`, as above, with the reason as a comment in the stack file.
`;

/** Text of docs/alerts.md: a table a group. */
export function alertsPage(settings: Settings): string {
  const tables = alertRules(settings).flatMap(({ name, rules }) => [
    `## ${TITLES[name] ?? name}`,
    '',
    '| Alert | Impact | Fires when | For | Severity |',
    '| --- | --- | --- | --- | --- |',
    ...rules.map(row),
    '',
  ]);
  return [HEAD, ...tables].join('\n');
}

function row(rule: AlertRule): string {
  const cells = [
    `[${rule.name}](runbook.md#${rule.name.toLowerCase()})`,
    rule.runbook.impact,
    condition(rule),
    rule.for === '0s' ? '0s' : rule.for,
    rule.severity === 'none' ? 'none (always fires)' : `\`${rule.severity}\``,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The condition in words: the budget's windows, the bound on what is counted, or the rule's own sentence. */
function condition({ name, summary, bound }: AlertRule): string {
  const speed = /BudgetBurn(Fast|Slow)$/.exec(name)?.[1] as BurnSpeed | undefined;
  if (speed) {
    const legs = BURN_WINDOWS[speed].windows.map(
      ({ long, short, factor }) => `${factor} times over ${long} and ${short}`,
    );
    return `The 30-day error budget is spent faster than allowed: ${legs.join(', or ')}.`;
  }
  const threshold = ruleNamed(name)?.threshold;
  if (!threshold) return summary;
  return `${bound?.operator === '<' ? 'Below' : 'Above'} ${threshold.value} ${threshold.of}.`;
}
