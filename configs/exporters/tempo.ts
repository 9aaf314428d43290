import type { Metric } from '../vllm/index.ts';

/** Upper bounds in seconds of the metrics of spans: from a cached answer to the start of a large model. Tempo's own end at 16 s. */
export const SPAN_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1200] as const;

const span = ['span_name', 'span_kind', 'status_code', 'gen_ai_request_model'] as const;
const call = ['client', 'server', 'connection_type'] as const;

/**
 * Metrics of Grafana Tempo as of release 3.0: its own, and those that it derives from stored spans (`modules/generator/processor`).
 * The label `job` of the latter is the service of the span, or the called one.
 */
export const tempo = [
  {
    name: 'tempo_distributor_spans_received_total',
    type: 'counter',
    labels: ['tenant'],
    unit: 'spans',
    lazy: true,
    help: 'Spans received.',
  },
  {
    name: 'tempo_distributor_bytes_received_total',
    type: 'counter',
    labels: ['tenant'],
    unit: 'bytes',
    lazy: true,
    help: 'Bytes of spans received.',
  },
  {
    name: 'tempo_discarded_spans_total',
    type: 'counter',
    labels: ['reason', 'tenant'],
    unit: 'spans',
    lazy: true,
    help: 'Spans discarded at a limit.',
  },
  {
    name: 'tempo_request_duration_seconds',
    type: 'histogram',
    labels: ['method', 'route', 'status_code', 'ws'],
    unit: 'seconds',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2.5, 5, 10, 25, 50, 100],
    lazy: true,
    help: 'Response time by route.',
  },
  {
    name: 'tempodb_backend_bytes_total',
    type: 'gauge',
    // a gauge despite its name
    labels: ['status', 'tenant'],
    values: { status: ['live', 'compacted'] },
    unit: 'bytes',
    lazy: true,
    help: 'Size of the stored blocks.',
  },
  {
    name: 'tempo_live_store_live_trace_bytes',
    type: 'gauge',
    labels: ['tenant'],
    unit: 'bytes',
    lazy: true,
    help: 'Size of the traces that are not in a block yet.',
  },
  {
    name: 'traces_spanmetrics_calls_total',
    type: 'counter',
    labels: span,
    unit: 'spans',
    lazy: true,
    help: 'Stored spans.',
  },
  {
    name: 'traces_spanmetrics_latency',
    type: 'histogram',
    labels: span,
    unit: 'seconds',
    buckets: SPAN_BUCKETS,
    lazy: true,
    help: 'Duration of stored spans.',
  },
  {
    name: 'traces_service_graph_request_total',
    type: 'counter',
    labels: call,
    unit: 'requests',
    lazy: true,
    help: 'Stored requests from one service to another.',
  },
  {
    name: 'traces_service_graph_request_failed_total',
    type: 'counter',
    labels: call,
    unit: 'requests',
    lazy: true,
    help: 'Stored requests from one service to another that failed.',
  },
  {
    name: 'traces_service_graph_request_server_seconds',
    type: 'histogram',
    labels: call,
    unit: 'seconds',
    buckets: SPAN_BUCKETS,
    lazy: true,
    help: 'Duration of stored requests between services, as seen by the called one.',
  },
] as const satisfies readonly Metric[];
