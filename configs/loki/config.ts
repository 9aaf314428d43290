import type { Settings } from '../settings/index.ts';
import { PARTS } from '../stack/parts.ts';
import { lokiTlsConfig } from './tls.ts';

export const DATA_PATH = '/loki';

/**
 * Loki configuration on Docker: a single process with local storage. Valid for 3.7 and also for 4.0, because it sets nothing
 * that 4.0 removes and sets every default that 4.0 changes. Limits follow the "recommended production limits" of loki
 * `docs/sources/configure/bp-configure.md`.
 */
export function lokiConfig({ loki, logs }: Settings) {
  const tls = lokiTlsConfig(loki);
  return {
    // Multi-tenancy requires a tenant header on every request; it is not authentication.
    auth_enabled: logs.tenant !== undefined,
    analytics: { reporting_enabled: false },
    server: {
      http_listen_port: PARTS.loki.docker.port,
      log_level: 'warn',
      // Slightly longer than the longest query, which would otherwise be aborted.
      http_server_read_timeout: '310s',
      http_server_write_timeout: '310s',
      ...tls.server,
    },
    ...(tls.internal_server ? { internal_server: tls.internal_server } : {}),
    common: {
      instance_addr: '127.0.0.1',
      path_prefix: DATA_PATH,
      replication_factor: 1,
      ring: { kvstore: { store: 'inmemory' } },
    },
    schema_config: {
      configs: [
        {
          from: '2024-04-01',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    storage_config: {
      // 4.0 changes the default to true; set explicitly so that an upgrade changes nothing.
      use_thanos_objstore: false,
      // Not under `common`, which would also configure and start the ruler: Grafana evaluates the alert rules.
      filesystem: { directory: `${DATA_PATH}/chunks` },
    },
    ingester: {
      // The default of 15 s slows down the rollout of many ingesters; here `up` would wait for it.
      lifecycler: { min_ready_duration: '0s' },
      chunk_encoding: 'snappy',
      // A chunk is flushed at this size (compressed bytes), at this age, or after this idle time.
      chunk_target_size: 1_572_864,
      max_chunk_age: '2h',
      chunk_idle_period: '30m',
      wal: {
        enabled: true,
        dir: `${DATA_PATH}/wal`,
        flush_on_shutdown: true,
        // WAL replay pauses to flush at three quarters of the memory.
        replay_memory_ceiling: `${Math.floor(loki.memory * 0.75)}MB`,
      },
    },
    // `/ready` succeeds once the scheduler has been looked up; the default is 10 s.
    frontend: { scheduler_dns_lookup_period: '1s' },
    compactor: {
      working_directory: `${DATA_PATH}/compactor`,
      compaction_interval: '10m',
      retention_enabled: true,
      retention_delete_delay: '2h',
      delete_request_store: 'filesystem',
    },
    limits_config: {
      retention_period: loki.retention,
      // No `deletion_mode: disabled`, although it would reject `POST /loki/api/v1/delete`: the queriers of 3.7 ask the
      // compactor for delete requests in every part of a query and log its rejection as an error each time.
      ingestion_rate_mb: 10,
      ingestion_burst_size_mb: 20,
      per_stream_rate_limit: '3MB',
      per_stream_rate_limit_burst: '15MB',
      max_global_streams_per_user: 10_000,
      max_label_names_per_series: 15,
      max_line_size: '256KB',
      // Longer lines would otherwise be rejected and lost.
      max_line_size_truncate: true,
      reject_old_samples: true,
      reject_old_samples_max_age: '168h',
      // A line that the collector reads twice after a restart has the same timestamp and is deduplicated, but only within its
      // stream. Sharding would split the stream while the collector catches up.
      increment_duplicate_timestamp: false,
      shard_streams: { enabled: false },
      query_timeout: '300s',
      split_queries_by_interval: '1h',
      allow_structured_metadata: true,
      discover_log_levels: true,
      volume_enabled: true,
    },
  };
}
