import type { Settings } from '../settings/index.ts';
import { PARTS } from '../stack/parts.ts';
import { lokiTlsConfig } from './tls.ts';

export const DATA_PATH = '/loki';

/**
 * Loki's configuration on Docker: one process, local file system. Valid on 3.7 and, as it sets nothing that 4.0 removes and says
 * what 4.0 gives another default, there too. Limits are the "recommended production limits" of loki
 * `docs/sources/configure/bp-configure.md`.
 */
export function lokiConfig({ loki, logs }: Settings) {
  const tls = lokiTlsConfig(loki);
  return {
    // With a tenant, every request has to name one; there is no authentication behind it.
    auth_enabled: logs.tenant !== undefined,
    analytics: { reporting_enabled: false },
    server: {
      http_listen_port: PARTS.loki.docker.port,
      log_level: 'warn',
      // A little longer than the longest query, or its answer is cut off.
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
      // 4.0 turns the default to true; said here, an upgrade changes nothing.
      use_thanos_objstore: false,
      // Not under `common`, which would also give the ruler a store and start it: alerts are Grafana's here.
      filesystem: { directory: `${DATA_PATH}/chunks` },
    },
    ingester: {
      chunk_encoding: 'snappy',
      // A container's stream is cut once it is this large (in bytes, compressed), this old, or silent for so long.
      chunk_target_size: 1_572_864,
      max_chunk_age: '2h',
      chunk_idle_period: '30m',
      wal: {
        enabled: true,
        dir: `${DATA_PATH}/wal`,
        flush_on_shutdown: true,
        // At three quarters of the memory a replay stops to flush.
        replay_memory_ceiling: `${Math.floor(loki.memory * 0.75)}MB`,
      },
    },
    compactor: {
      working_directory: `${DATA_PATH}/compactor`,
      compaction_interval: '10m',
      retention_enabled: true,
      retention_delete_delay: '2h',
      delete_request_store: 'filesystem',
    },
    limits_config: {
      retention_period: loki.retention,
      // No `deletion_mode: disabled`, though it would refuse `POST /loki/api/v1/delete`: the queriers of 3.7 ask the compactor
      // for every part of a query whether something was deleted, and log its refusal as an error each time.
      ingestion_rate_mb: 10,
      ingestion_burst_size_mb: 20,
      per_stream_rate_limit: '3MB',
      per_stream_rate_limit_burst: '15MB',
      max_global_streams_per_user: 10_000,
      max_label_names_per_series: 15,
      max_line_size: '256KB',
      // Too long a line would otherwise be refused for good, and lost.
      max_line_size_truncate: true,
      reject_old_samples: true,
      reject_old_samples_max_age: '168h',
      // A line that the collector reads twice after a restart has the same time and is shown once; but only within its
      // stream, which must not be cut into shards while the collector catches up.
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
