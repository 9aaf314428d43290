import { counter, gauge, histogram, metrics } from '../vllm/index.ts';

/** Upper bounds in seconds of the metrics of spans: from a cached answer to the start of a large model. Tempo's own end at 16 s. */
export const SPAN_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1200] as const;

const span = ['span_name', 'span_kind', 'status_code', 'gen_ai_request_model'] as const;
const call = ['client', 'server', 'connection_type'] as const;

/**
 * Metrics of Grafana Tempo as of release 3.0: its own, and those that it derives from stored spans (`modules/generator/processor`).
 * The label `job` of the latter is the service of the span, or the called one.
 */
export const tempo = metrics(
  { labels: ['tenant'], lazy: true },
  {
    tempo_distributor_spans_received_total: counter('spans', 'Spans received.'),
    tempo_distributor_bytes_received_total: counter('bytes', 'Bytes of spans received.'),
    tempo_discarded_spans_total: counter('spans', 'Spans discarded at a limit.', {
      labels: ['reason', 'tenant'],
    }),
    tempo_request_duration_seconds: histogram('seconds', 'Response time by route.', {
      labels: ['method', 'route', 'status_code', 'ws'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2.5, 5, 10, 25, 50, 100],
    }),
    // a gauge despite its name
    tempodb_backend_bytes_total: gauge('bytes', 'Size of the stored blocks.', {
      labels: ['status', 'tenant'],
      values: { status: ['live', 'compacted'] },
    }),
    tempo_live_store_live_trace_bytes: gauge('bytes', 'Size of the traces that are not in a block yet.'),
    traces_spanmetrics_calls_total: counter('spans', 'Stored spans.', { labels: span }),
    traces_spanmetrics_latency: histogram('seconds', 'Duration of stored spans.', {
      labels: span,
      buckets: SPAN_BUCKETS,
    }),
    traces_service_graph_request_total: counter('requests', 'Stored requests from one service to another.', {
      labels: call,
    }),
    traces_service_graph_request_failed_total: counter(
      'requests',
      'Stored requests from one service to another that failed.',
      { labels: call },
    ),
    traces_service_graph_request_server_seconds: histogram(
      'seconds',
      'Duration of stored requests between services, as seen by the called one.',
      { labels: call, buckets: SPAN_BUCKETS },
    ),
  },
);
