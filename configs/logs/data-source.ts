import { hasTraces } from '../inventory/traces.ts';
import type { Settings } from '../settings/index.ts';

/** A link that Grafana puts beside a field of a log line (grafana docs `datasources/loki`, derived fields). */
export interface DerivedField {
  readonly name: string;
  /** `label`: the field is there already, here as structured metadata. `regex`: the first group in the line. */
  readonly matcherType: 'label' | 'regex';
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

/**
 * The id of a request in a log line, without the eight hex digits that vLLM adds in its log (`cmpl-abc-0-1a2b3c4d`). Evaluated by the
 * browser.
 */
const REQUEST_ID = String.raw`\b((?:chatcmpl|cmpl)-[\w-]+?)(?:-[0-9a-f]{8})?(?![\w-])`;
/**
 * Spans of that request. The id of a span has the number of the prompt, which that of a response lacks (`cmpl-abc`), and an id by
 * `X-Request-Id` may itself end in eight hex digits.
 */
const SPANS_OF_REQUEST = '{ span.gen_ai.request.id =~ "${__value.raw}(-[0-9a-f]{8})?(-[0-9]+)?" }';

export function lokiDataSourceJson(settings: Settings): LokiDataSourceJson {
  const { logs } = settings;
  const tempo = logs.tempo ?? (hasTraces(settings) ? 'tempo' : undefined);
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
      ...(tempo === undefined
        ? []
        : [
            {
              name: 'Trace',
              matcherType: 'label',
              matcherRegex: 'trace_id',
              url: '${__value.raw}',
              urlDisplayLabel: 'Trace',
              datasourceUid: tempo,
            } as const,
            {
              name: 'Trace of the request',
              matcherType: 'regex',
              matcherRegex: REQUEST_ID,
              url: SPANS_OF_REQUEST,
              urlDisplayLabel: 'Trace of this request',
              datasourceUid: tempo,
            } as const,
          ]),
    ],
  };
}
