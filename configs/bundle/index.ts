import { dashboards } from '../dashboards/index.ts';
import { kubernetesBundle } from './kubernetes.ts';
import { alertRuleFile } from '../rules/index.ts';
import { services } from '../services/index.ts';
import type { Settings } from '../settings/index.ts';
import type { BundleFile } from './bundle-file.ts';
import { composeFiles } from './compose.ts';
import { dashboardFiles, jsonText, provisioningFiles } from './provisioning.ts';
import { fileText } from '../text/config-file.ts';

export type { BundleFile } from './bundle-file.ts';

/** The stack as files, built from the same values as the live program. Deterministic and offline. */
export function bundle(settings: Settings): BundleFile[] {
  const files = settings.backend === 'kubernetes' ? kubernetesBundle(settings) : dockerFiles(settings);
  const alerts = alertRuleFile(settings);
  return [
    ...files,
    // Included even if Grafana evaluates the rules, so that they can be read and checked with promtool.
    { path: `prometheus/${alerts.path}`, text: fileText(alerts) },
    ...dashboardFiles(settings),
    { path: 'grafana.json', text: jsonText(performanceDashboard(settings)) },
  ]
    .filter(({ path }, index, all) => all.findIndex((other) => other.path === path) === index)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function dockerFiles(settings: Settings): BundleFile[] {
  return [
    ...composeFiles(settings),
    ...services(settings).flatMap(({ name, config }) =>
      (config?.files ?? []).map((file) => ({ path: `${name}/${file.path}`, text: fileText(file) })),
    ),
    ...provisioningFiles(settings),
  ];
}

/** The dashboard most often imported by hand. */
function performanceDashboard(settings: Settings): unknown {
  return dashboards(settings).find(({ uid }) => uid === 'vllm-performance')?.json;
}
