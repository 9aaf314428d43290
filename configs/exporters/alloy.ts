import { counter, gauge, histogram, metrics } from '../vllm/index.ts';

const COMPONENT = ['component_id', 'component_path'] as const;
const SCOPE = ['otel_scope_name', 'otel_scope_version', 'otel_scope_schema_url'] as const;

/** Metrics of Grafana Alloy, the collector, as of release 1.18; those of spans exist if traces are enabled. */
export const alloy = metrics(
  { labels: [] },
  {
    alloy_config_last_load_successful: gauge('state', '1 if the configuration could be loaded, otherwise 0.'),
    alloy_config_load_failures_total: counter('errors', 'Configurations that could not be loaded.'),
    alloy_component_controller_running_components: gauge('entries', 'Components running, by health.', {
      labels: ['health_type', 'controller_path', 'controller_id'],
    }),
    alloy_component_evaluation_queue_size: gauge('entries', 'Components waiting to be evaluated.', {
      labels: ['controller_path', 'controller_id'],
    }),
    alloy_resources_process_cpu_seconds_total: counter('seconds', 'CPU time of the process.'),
    alloy_resources_process_resident_memory_bytes: gauge('bytes', 'Resident memory of the process.'),
    alloy_resources_process_start_time_seconds: gauge(
      'timestamp',
      'Start time of the process, as Unix time.',
    ),
    loki_source_docker_target_entries_total: counter('lines', 'Log lines read from containers.', {
      labels: ['component_id', 'component_path'],
    }),
    loki_source_docker_target_parsing_errors_total: counter(
      'errors',
      'Log lines of containers that could not be read.',
      { labels: ['component_id', 'component_path'] },
    ),
    loki_source_file_read_lines_total: counter('lines', 'Log lines read from files.', {
      labels: ['component_id', 'component_path', 'path'],
      lazy: true,
    }),
    // a gauge despite its name
    loki_source_file_files_active_total: gauge('files', 'Files being read.', {
      labels: ['component_id', 'component_path'],
    }),
    loki_process_dropped_lines_total: counter('lines', 'Log lines a stage of the pipeline dropped.', {
      labels: ['component_id', 'component_path', 'reason'],
      lazy: true,
    }),
    loki_process_truncated_fields_total: counter(
      'lines',
      'Log lines and fields a stage of the pipeline truncated.',
      { labels: ['component_id', 'component_path', 'field'], lazy: true },
    ),
    loki_write_sent_entries_total: counter('lines', 'Log lines sent to Loki.', {
      labels: ['component_id', 'component_path', 'host', 'tenant'],
    }),
    loki_write_sent_bytes_total: counter('bytes', 'Bytes sent to Loki.', {
      labels: ['component_id', 'component_path', 'host', 'tenant'],
    }),
    loki_write_dropped_entries_total: counter('lines', 'Log lines dropped after all retries.', {
      labels: ['component_id', 'component_path', 'host', 'tenant', 'reason'],
      values: {
        reason: ['ingester_error', 'rate_limited', 'stream_limited', 'line_too_long', 'queue_is_full'],
      },
    }),
    loki_write_dropped_bytes_total: counter('bytes', 'Bytes dropped after all retries.', {
      labels: ['component_id', 'component_path', 'host', 'tenant', 'reason'],
      values: {
        reason: ['ingester_error', 'rate_limited', 'stream_limited', 'line_too_long', 'queue_is_full'],
      },
    }),
    loki_write_batch_retries_total: counter('operations', 'Batches that had to be sent to Loki again.', {
      labels: ['component_id', 'component_path', 'host', 'tenant'],
    }),
    loki_write_request_duration_seconds: histogram('seconds', 'Time Loki took to accept a batch.', {
      labels: ['component_id', 'component_path', 'status_code', 'host', 'tenant'],
      buckets: 'go_client',
      lazy: true,
    }),
    loki_write_entry_propagation_latency_seconds: histogram(
      'seconds',
      'Age of a log line when Loki accepted it.',
      {
        labels: ['component_id', 'component_path', 'host', 'tenant'],
        buckets: [0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600],
        lazy: true,
      },
    ),
    otelcol_receiver_accepted_spans_total: counter('spans', 'Spans received.', {
      labels: [...COMPONENT, ...SCOPE, 'receiver', 'transport'],
      lazy: true,
    }),
    otelcol_receiver_refused_spans_total: counter(
      'spans',
      'Spans refused because the collector is at its memory limit.',
      { labels: [...COMPONENT, ...SCOPE, 'receiver', 'transport'], lazy: true },
    ),
    otelcol_processor_tail_sampling_global_count_traces_sampled_total: counter(
      'events',
      'Traces by whether they are kept.',
      {
        labels: [...COMPONENT, ...SCOPE, 'sampled', 'decision'],
        values: { sampled: ['true', 'false'] },
        lazy: true,
      },
    ),
    otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total: counter(
      'events',
      'Traces dropped before a decision because too many were waiting.',
      { labels: [...COMPONENT, ...SCOPE], lazy: true },
    ),
    otelcol_exporter_sent_spans_total: counter('spans', 'Spans sent to the trace store.', {
      labels: [...COMPONENT, ...SCOPE, 'exporter', 'server_address', 'server_port', 'url_path'],
      lazy: true,
    }),
    otelcol_exporter_send_failed_spans_total: counter('spans', 'Spans that the trace store rejected.', {
      labels: [...COMPONENT, ...SCOPE, 'exporter', 'server_address', 'server_port', 'url_path'],
      openLabels: true,
      lazy: true,
    }),
    otelcol_exporter_enqueue_failed_spans_total: counter(
      'spans',
      'Spans dropped because the queue to the trace store is full.',
      { labels: [...COMPONENT, ...SCOPE, 'exporter'], lazy: true },
    ),
    otelcol_exporter_queue_size: gauge('spans', 'Spans waiting to be sent.', {
      labels: [...COMPONENT, ...SCOPE, 'exporter', 'data_type'],
      lazy: true,
    }),
    otelcol_exporter_queue_capacity: gauge('spans', 'Most spans that may wait to be sent.', {
      labels: [...COMPONENT, ...SCOPE, 'exporter', 'data_type'],
      lazy: true,
    }),
  },
);
