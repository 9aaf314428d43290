import { lokiDataSourceJson } from '../logs/index.ts';
import { duration, longestScrapeInterval, type Settings } from '../settings/index.ts';

/** A data source of Grafana, with a uid that dashboards and rules can rely on. */
export interface DataSource {
  readonly uid: 'prometheus' | 'loki';
  readonly name: string;
  readonly type: 'prometheus' | 'loki';
  readonly isDefault: boolean;
  readonly jsonData: Readonly<Record<string, unknown>>;
}

/** The data sources; their addresses are the backend's. */
export function dataSources(settings: Settings): DataSource[] {
  return [
    {
      uid: 'prometheus',
      name: 'Prometheus',
      type: 'prometheus',
      isDefault: true,
      jsonData: {
        httpMethod: 'POST',
        prometheusType: 'Prometheus',
        // Grafana makes its rate windows from this; below the longest scrape interval, panels of that target are empty.
        timeInterval: duration(longestScrapeInterval(settings)),
      },
    },
    {
      uid: 'loki',
      name: 'Loki',
      type: 'loki',
      isDefault: false,
      jsonData: { ...lokiDataSourceJson(settings) },
    },
  ];
}
