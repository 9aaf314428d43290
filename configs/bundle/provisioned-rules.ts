import { FOLDER_UID } from '../grafana/folder.ts';
import { type GrafanaRule, grafanaRuleGroups } from '../rules/index.ts';
import { duration, type Settings } from '../settings/index.ts';

/**
 * The alert rules in the shape of Grafana's alerting files (grafana docs
 * `alerting/set-up/provision-alerting-resources/file-provisioning`). Contact points and policies are apart: a file
 * of them takes over the whole tree.
 */
export function provisionedRules(settings: Settings): unknown {
  return {
    apiVersion: 1,
    groups: grafanaRuleGroups(settings).map(({ name, intervalSeconds, rules }) => ({
      orgId: 1,
      name,
      folder: settings.grafana.folder,
      folderUid: FOLDER_UID,
      interval: duration(intervalSeconds),
      rules: rules.map(provisionedRule),
    })),
  };
}

function provisionedRule({ name, datas, notificationSettings: _, ...rule }: GrafanaRule): unknown {
  return {
    ...rule,
    title: name,
    data: datas.map(({ model, queryType: _queryType, ...query }) => ({
      ...query,
      model: JSON.parse(model) as unknown,
    })),
  };
}
