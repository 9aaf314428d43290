import { stringify } from 'yaml';
import type { Settings } from '../settings/index.ts';

export const DATA_PATH = '/loki';

/**
 * Text of Loki's configuration: one process, local file system. Valid on 3.7 and, as it sets nothing that 4.0 removes, there
 * too. Limits are the "recommended production limits" of loki `docs/sources/configure/bp-configure.md`.
 */
export function lokiConfig({ loki }: Settings): string {
  return stringify({
    auth_enabled: false,
    analytics: { reporting_enabled: false },
    server: {
      http_listen_port: 3100,
      log_level: 'warn',
      // A little longer than the longest query, or its answer is cut off.
      http_server_read_timeout: '310s',
      http_server_write_timeout: '310s',
    },
    common: {
      instance_addr: '127.0.0.1',
      path_prefix: DATA_PATH,
      replication_factor: 1,
      ring: { kvstore: { store: 'inmemory' } },
      storage: {
        filesystem: { chunks_directory: `${DATA_PATH}/chunks`, rules_directory: `${DATA_PATH}/rules` },
      },
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
    // 4.0 turns the default to true; said here, an upgrade changes nothing.
    storage_config: { use_thanos_objstore: false },
    ingester: { wal: { enabled: true, dir: `${DATA_PATH}/wal`, flush_on_shutdown: true } },
    compactor: {
      working_directory: `${DATA_PATH}/compactor`,
      retention_enabled: true,
      delete_request_store: 'filesystem',
    },
    limits_config: {
      retention_period: loki.retention,
      ingestion_rate_mb: 10,
      ingestion_burst_size_mb: 20,
      per_stream_rate_limit: '3MB',
      per_stream_rate_limit_burst: '15MB',
      max_global_streams_per_user: 10_000,
      max_line_size: '256KB',
      // Too long a line would otherwise be refused for good, and lost.
      max_line_size_truncate: true,
      reject_old_samples: true,
      reject_old_samples_max_age: '168h',
      query_timeout: '300s',
      allow_structured_metadata: true,
      discover_log_levels: true,
      volume_enabled: true,
    },
    pattern_ingester: { enabled: true },
  });
}
