import { collectsLogs } from '../inventory/managed.ts';
import { generatesSpanMetrics } from '../inventory/traces.ts';
import type { Settings } from '../settings/index.ts';

/** Lines of vLLM, which adds eight hex digits to the id of the span, and lines of applications that log the trace. */
const LINES_OF_SPAN =
  'request_id =~ "${__span.tags["gen_ai.request.id"]}(-[0-9a-f]{8})?" or trace_id = "${__trace.traceId}"';

/**
 * The links of the Tempo data source (grafana docs `datasources/tempo/configure-tempo-data-source`). A request is found in the logs by
 * its id, which is longer there (vLLM adds eight hex digits), in whatever service: several log lines of a request belong to the
 * gateways before vLLM. Grafana hides the link for spans without an id.
 */
export function tempoDataSourceJson(settings: Settings) {
  return {
    nodeGraph: { enabled: true },
    traceQuery: { timeShiftEnabled: true, spanStartTimeShift: '-30m', spanEndTimeShift: '30m' },
    ...(collectsLogs(settings) || settings.loki.existing
      ? {
          tracesToLogsV2: {
            datasourceUid: 'loki',
            spanStartTimeShift: '-1m',
            spanEndTimeShift: '1m',
            customQuery: true,
            query: `{${collectsLogs(settings) ? `stack="${settings.name}"` : 'service_name=~".+"'}} | ${LINES_OF_SPAN}`,
          },
        }
      : {}),
    tracesToMetrics: {
      datasourceUid: 'prometheus',
      spanStartTimeShift: '-15m',
      spanEndTimeShift: '15m',
      tags: [{ key: 'service.name', value: 'job' }],
      queries: [
        {
          name: 'TTFT p95',
          query:
            'histogram_quantile(0.95, sum by (le) (rate(vllm:time_to_first_token_seconds_bucket{$__tags}[$__rate_interval])))',
        },
        { name: 'Requests running', query: 'sum(vllm:num_requests_running{$__tags})' },
        { name: 'Requests waiting', query: 'sum(vllm:num_requests_waiting{$__tags})' },
      ],
    },
    ...(generatesSpanMetrics(settings) ? { serviceMap: { datasourceUid: 'prometheus' } } : {}),
  };
}
