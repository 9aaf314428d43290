import { RULE_DEFAULTS, type RuleDefaults, type RuleName } from '../settings/alert-rule-defaults.ts';
import { alertRules } from './groups.ts';
import type { AlertRule } from './rule.ts';
import { everyRule, TITLES } from './runbook.ts';
import { BURN_WINDOWS } from './slo-alerts.ts';

const HEAD = `# Alerts

<!-- Written by \`npm run runbook\` from configs/rules; edit the rules. -->

Every alert rule with its default numbers, for a stack in which each exists. What to do about one is in the
[runbook](runbook.md); each name below leads there.

## Who hears of them

The label \`severity\` says how soon somebody has to look, and messages are routed by it:

| Severity | Meaning | Goes to |
| --- | --- | --- |
| \`critical\` | Users suffer now: page somebody. | the contact points in \`alerts.routes.critical.receivers\` |
| \`warning\` | A ticket: look in working hours. | \`alerts.routes.warning.receivers\` |
| \`info\` | To be read when there is time. | \`alerts.routes.info.receivers\` |

A severity without receivers goes to the first contact point. An alert that still fires is repeated after
\`alerts.repeatInterval\`; those of one group of labels (\`alerts.groupBy\`) come as one message.

Without contact points the managed Grafana shows alerts and notifies nobody: its notification policy is muted at all times, so no
notification can fail, and \`npm run up\` prints a reminder. An external Grafana keeps its own policies, and so does the managed one
with \`alerts.managePolicy: false\`, which is how to use contact points that were created in Grafana itself.

\`\`\`yaml
llm-monitoring:alerts:
  contactPoints:
    - { kind: pagerduty, name: on-call, integrationKey: R0EXAMPLE } # better: config set --secret --path ...
    - { kind: webhook, name: tickets, url: https://hooks.example.com/llm }
  routes: { warning: { receivers: [tickets] }, info: { receivers: [tickets] } }
\`\`\`

## Change one number

Each rule has a key \`alerts.rules.<name>\` with \`enabled\`, \`severity\`, \`for\` and, where the table gives a bound, \`threshold\`.
What is not said keeps its default; the rule's group is changed in place by the next \`npm run up\`.

\`\`\`yaml
llm-monitoring:alerts:
  rules:
    VLLMQueueGrowing: { threshold: 4, for: 15m }
    VLLMEngineAsleep: { enabled: false }
\`\`\`

The bounds of objectives are not here but in \`slo\`, and in \`models[].slo\` for one model ([configuration](configuration.md)).
The rules on error budgets, and the dashboards, look at a window only once \`slo.minShare\` of it was recorded and
\`slo.minRequests\` are in it; the rules also need \`slo.minErrors\` bad ones. Until then the dashboards say "Not enough data".

## Silence

- For hours: in Grafana, Alerting, Silences, or the button in the message; by the labels \`alertname\`, \`model_name\`, \`instance\`. A silence
  ends by itself and is no change to the stack.
- At set times, such as a weekly deploy: \`alerts.muteTimings\`, named by a route.
- For good: \`enabled: false\`, as above, so that the reason can stand beside it in the stack file.
`;

/** Text of docs/alerts.md: a table a group. */
export function alertsPage(): string {
  const tables = alertRules(everyRule()).flatMap(({ name, rules }) => [
    `## ${TITLES[name] ?? name}`,
    '',
    '| Alert | What users feel | Fires when | for | Severity |',
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
    rule.for === '0s' ? 'at once' : rule.for,
    rule.severity === 'none' ? 'none: it always fires' : `\`${rule.severity}\``,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The condition in words: the budget's windows, the bound on what is counted, or the rule's own sentence. */
function condition({ name, summary, bound }: AlertRule): string {
  const speed = /BudgetBurn(Fast|Slow)$/.exec(name)?.[1] as keyof typeof BURN_WINDOWS | undefined;
  if (speed) {
    const legs = BURN_WINDOWS[speed].map(
      ({ long, short, factor }) => `${factor} times over ${long} and ${short}`,
    );
    return `The budget of 30 days is spent faster than allowed: ${legs.join(', or ')}.`;
  }
  const { threshold } =
    (RULE_DEFAULTS as Readonly<Partial<Record<string, RuleDefaults>>>)[name as RuleName] ?? {};
  if (!threshold) return summary;
  return `${bound?.operator === '<' ? 'Below' : 'Above'} ${threshold.value} ${threshold.of}.`;
}
