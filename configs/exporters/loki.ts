import { counter, gauge, histogram, info, metrics } from '../vllm/index.ts';

/** Metrics of Loki, as of release 3.7. */
export const loki = metrics(
  { labels: [] },
  {
    loki_build_info: info('info', 'Version of Loki.', {
      labels: ['version', 'revision', 'branch', 'goversion', 'goos', 'goarch', 'tags'],
    }),
    loki_distributor_bytes_received_total: counter(
      'bytes',
      'Bytes of log lines received, including structured metadata.',
      { labels: ['tenant', 'retention_hours', 'is_internal_stream', 'policy', 'format'], lazy: true },
    ),
    loki_distributor_lines_received_total: counter('lines', 'Log lines received.', {
      labels: ['tenant', 'is_internal_stream', 'policy', 'format'],
      lazy: true,
    }),
    loki_discarded_samples_total: counter('lines', 'Log lines rejected, by reason.', {
      labels: ['reason', 'tenant', 'retention_hours', 'policy', 'format'],
      lazy: true,
    }),
    loki_discarded_bytes_total: counter('bytes', 'Bytes of log lines rejected, by reason.', {
      labels: ['reason', 'tenant', 'retention_hours', 'policy', 'format'],
      lazy: true,
    }),
    loki_ingester_memory_streams: gauge('streams', 'Streams in memory.', { labels: ['tenant'], lazy: true }),
    loki_ingester_streams_created_total: counter('streams', 'Streams created.', {
      labels: ['tenant'],
      lazy: true,
    }),
    loki_ingester_streams_removed_total: counter('streams', 'Streams removed from memory.', {
      labels: ['tenant'],
      lazy: true,
    }),
    loki_ingester_chunks_created_total: counter('chunks', 'Chunks created.'),
    loki_ingester_chunks_stored_total: counter('chunks', 'Chunks written to storage.', {
      labels: ['tenant'],
      lazy: true,
    }),
    loki_ingester_chunk_stored_bytes_total: counter('bytes', 'Bytes of chunks written to storage.', {
      labels: ['tenant'],
      lazy: true,
    }),
    loki_ingester_chunks_flush_requests_total: counter('operations', 'Attempts to flush chunks to storage.'),
    loki_ingester_chunks_flush_failures_total: counter(
      'errors',
      'Attempts to flush chunks to storage that failed.',
    ),
    loki_ingester_wal_disk_full_failures_total: counter(
      'errors',
      'Writes to the write-ahead log that failed because the disk was full.',
    ),
    loki_ingester_checkpoint_creations_failed_total: counter(
      'errors',
      'Checkpoints of the write-ahead log that could not be written.',
    ),
    loki_ingester_wal_disk_usage_percent: gauge(
      'ratio',
      'Share of the disk of the write-ahead log in use (0 to 1).',
    ),
    loki_ingester_wal_corruptions_total: counter('errors', 'Corruptions found in the write-ahead log.', {
      labels: ['type'],
      lazy: true,
    }),
    loki_request_duration_seconds: histogram('seconds', 'Response time by route.', {
      labels: ['method', 'route', 'status_code', 'ws'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100],
      lazy: true,
    }),
    loki_inflight_requests: gauge('requests', 'Requests in flight.', {
      labels: ['method', 'route'],
      lazy: true,
    }),
    loki_panic_total: counter('errors', 'Requests that ended in a panic.'),
    loki_logql_querystats_latency_seconds: histogram('seconds', 'LogQL query time.', {
      labels: ['status_code', 'type', 'range'],
      buckets: [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0],
      lazy: true,
    }),
    loki_compactor_apply_retention_operation_total: counter(
      'operations',
      'Attempts to delete data past its retention.',
      { labels: ['status'], values: { status: ['success', 'failure'] }, lazy: true },
    ),
    loki_compactor_apply_retention_last_successful_run_timestamp_seconds: gauge(
      'timestamp',
      'Time at which data past its retention was last deleted.',
    ),
    loki_boltdb_shipper_compact_tables_operation_total: counter(
      'operations',
      'Attempts to compact the index.',
      { labels: ['status'], values: { status: ['success', 'failure'] }, lazy: true },
    ),
    loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds: gauge(
      'timestamp',
      'Time of the last index compaction.',
    ),
    loki_boltdb_shipper_compactor_running: gauge('state', '1 if the compactor runs in this instance.'),
  },
);
