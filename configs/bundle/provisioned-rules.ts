import { FOLDER_UID } from '../grafana/folder.ts';
import { grafanaLiteral } from './grafana-literal.ts';
import { type GrafanaRule, grafanaRuleGroups } from '../rules/index.ts';
import { duration, type Settings } from '../settings/index.ts';

/**
 * The alert rules as Grafana alerting provisioning files (grafana docs
 * `alerting/set-up/provision-alerting-resources/file-provisioning`). Contact points and policies are in another file, because
 * such a file replaces the whole policy tree.
 */
export function provisionedRules(settings: Settings): unknown {
  return {
    apiVersion: 1,
    groups: grafanaRuleGroups(settings).map(({ name, intervalSeconds, rules }) => ({
      orgId: 1,
      name,
      folder: grafanaLiteral(settings.grafana.folder),
      folderUid: FOLDER_UID,
      interval: duration(intervalSeconds),
      rules: rules.map(provisionedRule),
    })),
  };
}

function provisionedRule({ name, datas, notificationSettings: _, ...rule }: GrafanaRule): unknown {
  return {
    ...rule,
    // Of a rule Grafana expands names and labels alone, neither queries nor (bare) the `$labels` of annotations.
    labels: grafanaLiteral(rule.labels),
    title: name,
    data: datas.map(({ model, queryType: _queryType, ...query }) => ({
      ...query,
      model: JSON.parse(model) as unknown,
    })),
  };
}
