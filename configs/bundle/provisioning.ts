import { stringify } from 'yaml';
import { dashboards } from '../dashboards/index.ts';
import { dataSources } from '../grafana/data-sources.ts';
import { FOLDER_UID } from '../grafana/folder.ts';
import type { Settings } from '../settings/index.ts';
import type { BundleFile } from './bundle-file.ts';

/** Where `compose.yaml` mounts what is written here. */
export const GRAFANA_MOUNTS = [
  './grafana/provisioning:/etc/grafana/provisioning:ro',
  './grafana/dashboards:/etc/grafana/dashboards:ro',
] as const;

/** Grafana's content as files, for those who do not use its API (grafana docs `administration/provisioning`). */
export function provisioningFiles(
  settings: Settings,
  urls: Readonly<Record<'prometheus' | 'loki', string>>,
): BundleFile[] {
  return [
    {
      path: 'grafana/provisioning/datasources/llm-monitoring.yaml',
      text: stringify({
        apiVersion: 1,
        datasources: dataSources(settings).map((source) => ({
          ...source,
          access: 'proxy',
          url: urls[source.uid],
          editable: false,
        })),
      }),
    },
    {
      path: 'grafana/provisioning/dashboards/llm-monitoring.yaml',
      text: stringify({
        apiVersion: 1,
        providers: [
          {
            name: 'llm-monitoring',
            folder: settings.grafana.folder,
            folderUid: FOLDER_UID,
            type: 'file',
            disableDeletion: true,
            allowUiUpdates: false,
            options: { path: '/etc/grafana/dashboards' },
          },
        ],
      }),
    },
    ...dashboards(settings).map(({ uid, json }) => ({
      path: `grafana/dashboards/${uid}.json`,
      text: jsonText(json),
    })),
  ];
}

export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
