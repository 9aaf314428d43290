import { lokiDataSourceJson } from '../logs/index.ts';
import type { Settings } from '../settings/index.ts';

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
        // Grafana makes its rate windows from this; anything but the scrape interval makes them too short or too long.
        timeInterval: settings.prometheus.scrapeInterval,
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
