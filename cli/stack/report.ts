import type { OutputMap } from '@pulumi/pulumi/automation/index.js';
import { notifiesNobody } from '../../configs/rules/index.ts';
import type { Settings } from '../../configs/index.ts';

/** Prints changes, URLs, credentials, and a warning if alerts notify nobody. */
export function printSummary(
  changes: Readonly<Record<string, number>>,
  outputs: OutputMap,
  settings: Settings,
): void {
  const changed = Object.entries(changes).filter(([kind]) => kind !== 'same');
  const count = changed.reduce((sum, [, amount]) => sum + amount, 0);
  console.log(
    `\n${count === 0 ? 'Nothing to change.' : changed.map(([kind, n]) => `${n} ${kind}`).join(', ')}`,
  );
  printUrls(outputs);
  const source = settings.grafana.adminPassword
    ? 'the key llm-monitoring:grafana.adminPassword'
    : 'generated; show it with: npm run pulumi -- stack output grafanaPassword --show-secrets';
  if (!settings.grafana.existing)
    console.log(`Log in      as ${outputs['grafanaUser']?.value}; password: ${source}`);
  if (notifiesNobody(settings)) console.log(`Alerts      ${withoutContactPoint(settings)}`);
}

function withoutContactPoint({ alerts }: Settings): string {
  // Alerts on metrics are sent to these Alertmanagers, if any, independent of Grafana.
  const which = alerts.alertmanagers.length > 0 ? 'those on logs notify nobody' : 'notify nobody';
  return `${which}: they are shown in Grafana only. To be notified, set llm-monitoring:alerts.contactPoints (docs/alerts.md).`;
}

/** URLs of the three servers. */
export function printUrls(outputs: OutputMap): void {
  for (const [title, key] of [
    ['Grafana', 'grafanaUrl'],
    ['Prometheus', 'prometheusUrl'],
    ['Loki', 'lokiUrl'],
  ] as const) {
    console.log(`${title.padEnd(11)} ${outputs[key]?.value ?? ''}`);
  }
}
