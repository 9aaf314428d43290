import { counter, gauge, histogram, info, metrics, summary } from '../vllm/index.ts';

/** Metrics of Prometheus, as of release 3.13. */
export const prometheus = metrics(
  { labels: [] },
  {
    prometheus_build_info: info('info', 'Version of Prometheus.', {
      labels: ['version', 'revision', 'branch', 'goversion', 'goos', 'goarch', 'tags'],
    }),
    prometheus_ready: gauge('state', '1 once the server has started up.'),
    prometheus_config_last_reload_successful: gauge(
      'state',
      '1 if the last reload of the configuration succeeded, otherwise 0.',
    ),
    prometheus_config_last_reload_success_timestamp_seconds: gauge(
      'timestamp',
      'Time of the last configuration reload.',
    ),
    prometheus_tsdb_head_series: gauge('series', 'Series in the head block.'),
    prometheus_tsdb_head_series_created_total: counter('series', 'Series created in the head block.'),
    prometheus_tsdb_head_series_removed_total: counter('series', 'Series removed from the head block.'),
    prometheus_tsdb_head_chunks: gauge('chunks', 'Chunks in the head block.'),
    prometheus_tsdb_head_samples_appended_total: counter('samples', 'Samples ingested.', {
      labels: ['type'],
      values: { type: ['float', 'histogram'] },
    }),
    prometheus_tsdb_out_of_order_samples_total: counter(
      'samples',
      'Samples rejected for being out of order.',
      { labels: ['type'] },
    ),
    prometheus_tsdb_too_old_samples_total: counter('samples', 'Samples rejected for being too old.', {
      labels: ['type'],
    }),
    prometheus_tsdb_storage_blocks_bytes: gauge('bytes', 'Disk usage of all blocks in bytes.'),
    prometheus_tsdb_wal_storage_size_bytes: gauge('bytes', 'Disk usage of the write-ahead log in bytes.'),
    prometheus_tsdb_head_chunks_storage_size_bytes: gauge(
      'bytes',
      'Disk usage of the head block chunks in bytes.',
    ),
    prometheus_tsdb_wal_corruptions_total: counter('errors', 'Corruptions found in the write-ahead log.'),
    prometheus_tsdb_compactions_total: counter('operations', 'Compactions done.'),
    prometheus_tsdb_compactions_failed_total: counter('errors', 'Compactions that failed.'),
    prometheus_tsdb_wal_truncations_failed_total: counter(
      'errors',
      'Truncations of the write-ahead log that failed.',
    ),
    prometheus_tsdb_wal_writes_failed_total: counter('errors', 'Writes to the write-ahead log that failed.'),
    prometheus_tsdb_reloads_failures_total: counter('errors', 'Reloads of blocks from disk that failed.'),
    prometheus_tsdb_retention_limit_bytes: gauge('bytes', 'Retention size of blocks; 0 without a limit.'),
    prometheus_tsdb_retention_limit_seconds: gauge('seconds', 'Retention time of samples.'),
    prometheus_tsdb_lowest_timestamp_seconds: gauge('timestamp', 'Time of the oldest sample.'),
    prometheus_target_scrape_pool_targets: gauge('targets', 'Targets of a scrape job.', {
      labels: ['scrape_job'],
    }),
    prometheus_target_sync_failed_total: counter(
      'errors',
      'Targets of a scrape job that could not be set up.',
      { labels: ['scrape_job'] },
    ),
    prometheus_target_scrapes_exceeded_sample_limit_total: counter(
      'events',
      'Scrapes dropped as a whole because of the sample limit.',
    ),
    prometheus_target_scrapes_exceeded_body_size_limit_total: counter(
      'events',
      'Scrapes dropped as a whole because of the body size limit.',
    ),
    prometheus_target_scrape_pool_exceeded_label_limits_total: counter(
      'events',
      'Scrapes dropped as a whole because of a label limit.',
    ),
    prometheus_target_scrape_pool_exceeded_target_limit_total: counter(
      'events',
      'Times a scrape job hit its target limit.',
    ),
    prometheus_target_scrapes_sample_duplicate_timestamp_total: counter(
      'samples',
      'Samples rejected as duplicates of a timestamp.',
    ),
    prometheus_target_scrapes_sample_out_of_order_total: counter(
      'samples',
      'Scraped samples rejected for being out of order.',
    ),
    prometheus_target_scrapes_sample_out_of_bounds_total: counter(
      'samples',
      'Scraped samples rejected for being too old or too new.',
    ),
    prometheus_target_interval_length_seconds: summary(
      'seconds',
      'Time between two scrapes, by the interval configured.',
      { labels: ['interval'] },
    ),
    prometheus_target_interval_length_histogram_seconds: histogram(
      'seconds',
      'Time between two scrapes, by the interval configured.',
      { labels: ['interval'], buckets: [0.01, 0.1, 1, 10] },
    ),
  },
);
