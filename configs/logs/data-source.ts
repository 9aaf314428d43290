import type { Settings } from '../settings/index.ts';

/** A link that Grafana puts beside a field of a log line (grafana docs `datasources/loki`, derived fields). */
export interface DerivedField {
  readonly name: string;
  /** `label`: the field is there already, here as structured metadata. */
  readonly matcherType: 'label';
  readonly matcherRegex: string;
  readonly url: string;
  readonly urlDisplayLabel: string;
  /** If set, the link opens this data source, and `url` is the query. */
  readonly datasourceUid?: string;
}

/** Options of Grafana's Loki data source beside its address (`jsonData`). */
export interface LokiDataSourceJson {
  readonly maxLines: number;
  readonly derivedFields: readonly DerivedField[];
}

export function lokiDataSourceJson({ logs }: Settings): LokiDataSourceJson {
  return {
    maxLines: 1000,
    derivedFields: [
      {
        name: 'Request',
        matcherType: 'label',
        matcherRegex: 'request_id',
        url: '/d/vllm-logs?${__url_time_range}&var-search=${__value.raw}',
        urlDisplayLabel: 'All lines of this request',
      },
      ...(logs.tempo === undefined
        ? []
        : [
            {
              name: 'Trace',
              matcherType: 'label',
              matcherRegex: 'trace_id',
              url: '${__value.raw}',
              urlDisplayLabel: 'Trace',
              datasourceUid: logs.tempo,
            } as const,
          ]),
    ],
  };
}
