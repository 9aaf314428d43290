import { stringify } from 'yaml';
import { dashboards } from '../dashboards/index.ts';
import { dataSourceAccess } from '../existing/index.ts';
import { type DataSource, dataSources } from '../grafana/data-sources.ts';
import { FOLDER_UID } from '../grafana/folder.ts';
import { HOME_DASHBOARD_UID } from '../dashboards/home-dashboard.ts';
import { serverUrls } from '../inventory/addresses.ts';
import type { Settings } from '../settings/index.ts';
import { plainText } from '../text/config-file.ts';
import type { BundleFile } from './bundle-file.ts';
import { grafanaLiteral } from './grafana-literal.ts';
import { provisionedRouting } from './provisioned-routing.ts';
import { provisionedRules } from './provisioned-rules.ts';

/** Mount path in `compose.yaml`. */
export const GRAFANA_MOUNTS = [
  './grafana/provisioning:/etc/grafana/provisioning:ro',
  './grafana/dashboards:/etc/grafana/dashboards:ro',
] as const;

/** Home dashboard for users who have not selected one. */
export const HOME_PAGE = { GF_USERS_HOME_PAGE: `/d/${HOME_DASHBOARD_UID}` } as const;

/** Grafana's content as provisioning files (grafana docs `administration/provisioning`). */
export function provisioningFiles(settings: Settings): BundleFile[] {
  return [
    {
      path: 'grafana/provisioning/datasources/llm-monitoring.yaml',
      text: stringify({
        apiVersion: 1,
        datasources: dataSources(settings).map((source) => grafanaLiteral(dataSource(settings, source))),
      }),
    },
    {
      path: 'grafana/provisioning/dashboards/llm-monitoring.yaml',
      text: stringify({
        apiVersion: 1,
        providers: [
          {
            name: 'llm-monitoring',
            folder: grafanaLiteral(settings.grafana.folder),
            folderUid: FOLDER_UID,
            type: 'file',
            disableDeletion: true,
            allowUiUpdates: false,
            options: { path: '/etc/grafana/dashboards' },
          },
        ],
      }),
    },
    {
      path: 'grafana/provisioning/alerting/llm-monitoring.yaml',
      text: stringify(provisionedRules(settings), { lineWidth: 0, aliasDuplicateObjects: false }),
    },
    ...provisionedRouting(settings),
  ];
}

/** All dashboards, in Grafana's import format. */
export function dashboardFiles(settings: Settings): BundleFile[] {
  return dashboards(settings).map(({ uid, json }) => ({
    path: `grafana/dashboards/${uid}.json`,
    text: jsonText(json),
  }));
}

function dataSource(settings: Settings, source: DataSource): Record<string, unknown> {
  const { basicAuthUsername, jsonData, secureJsonData } = dataSourceAccess(settings, source.uid);
  const secrets = Object.entries(secureJsonData).map(([key, value]) => [key, plainText(value)]);
  return {
    ...source,
    access: 'proxy',
    url: serverUrls(settings)[source.uid],
    editable: false,
    ...(basicAuthUsername === undefined ? {} : { basicAuth: true, basicAuthUser: basicAuthUsername }),
    jsonData: { ...source.jsonData, ...jsonData },
    ...(secrets.length > 0 ? { secureJsonData: Object.fromEntries(secrets) } : {}),
  };
}

export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
