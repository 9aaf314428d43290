import { ALERTMANAGER_SOURCE } from '../alertmanager/index.ts';
import { alertmanagerUrl, type SourceUrls } from '../inventory/addresses.ts';
import { generatesSpanMetrics, hasTraces } from '../inventory/traces.ts';
import { lokiDataSourceJson } from '../logs/index.ts';
import { tempoDataSourceJson } from '../traces/index.ts';
import { duration, longestScrapeInterval, type Settings } from '../settings/index.ts';

/** A Grafana data source with a fixed UID that dashboards and rules refer to. */
export interface DataSource {
  readonly uid: keyof SourceUrls;
  readonly name: string;
  readonly type: keyof SourceUrls;
  readonly isDefault: boolean;
  readonly jsonData: Readonly<Record<string, unknown>>;
}

/** The data sources, without the addresses of the backend. */
export function dataSources(settings: Settings): DataSource[] {
  const sendsToAlertmanager = alertmanagerUrl(settings) !== undefined;
  return [
    {
      uid: 'prometheus',
      name: 'Prometheus',
      type: 'prometheus',
      isDefault: true,
      jsonData: {
        httpMethod: 'POST',
        prometheusType: 'Prometheus',
        // Grafana derives `$__rate_interval` from this; below the longest scrape interval, panels of that target are empty.
        timeInterval: duration(longestScrapeInterval(settings)),
        ...(generatesSpanMetrics(settings)
          ? { exemplarTraceIdDestinations: [{ name: 'trace_id', datasourceUid: 'tempo' }] }
          : {}),
        // Grafana looks for silences of these alerts there, and creates them.
        ...(sendsToAlertmanager ? { alertmanagerUid: ALERTMANAGER_SOURCE.uid } : {}),
      },
    },
    {
      uid: 'loki',
      name: 'Loki',
      type: 'loki',
      isDefault: false,
      jsonData: { ...lokiDataSourceJson(settings) },
    },
    ...(hasTraces(settings)
      ? [
          {
            uid: 'tempo',
            name: 'Tempo',
            type: 'tempo',
            isDefault: false,
            jsonData: { ...tempoDataSourceJson(settings) },
          } as const,
        ]
      : []),
    ...(sendsToAlertmanager ? [ALERTMANAGER_SOURCE] : []),
  ];
}
