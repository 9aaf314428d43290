import { printedGroups, prometheusRuleSets } from '../rules/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Manifest } from './manifest.ts';
import { monitoredMetadata } from './metadata.ts';

/** The rule files of the Docker stack as PrometheusRules, with the same groups. */
export const prometheusRules = (settings: Settings): Manifest[] =>
  prometheusRuleSets(settings).map(({ name, groups }) => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: monitoredMetadata(settings, `${settings.name}-${name}`),
    spec: { groups: printedGroups(groups) },
  }));
