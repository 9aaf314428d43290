import { binary, maxBy, sumBy, topk } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { own, ownMean, ownRate } from '../own-series.ts';
import { timeseries, stacked } from '../panels.ts';

const IDLE = 'Prometheus is not in the selected jobs';

/** Ingestion, storage, queries and rule evaluation of Prometheus. */
export function prometheusRow(): Row {
  return row(
    'Prometheus',
    cells(8, 8, [series(), ingestion(), storage()]),
    cells(8, 8, [queryTime(), ruleTime(), ruleFailures()]),
    cells(8, 8, [limitsHit(), rejectedSamples(), storeFailures()]),
  );
}

function series() {
  return timeseries(
    {
      title: 'Active series',
      text: 'Series in the head block. Determines the memory usage of Prometheus.',
      unit: 'short',
      counts: 'series',
      idle: IDLE,
    },
    [sumBy(['cluster', 'instance'], own('prometheus_tsdb_head_series')), '{{instance}}'],
  );
}

function ingestion() {
  return timeseries(
    {
      title: 'Samples ingested',
      text: 'Samples per second appended to the TSDB, from scrapes and recording rules.',
      unit: 'count:samples/s',
      idle: IDLE,
    },
    [sumBy(['cluster', 'instance'], ownRate('prometheus_tsdb_head_samples_appended_total')), '{{instance}}'],
  );
}

function storage() {
  return stacked(
    {
      title: 'Disk usage',
      text: 'Bytes of blocks, write-ahead log and head chunks. Old blocks are deleted at the retention time or size limit.',
      unit: 'bytes',
      idle: IDLE,
    },
    [sumBy([], own('prometheus_tsdb_storage_blocks_bytes')), 'Blocks'],
    [sumBy([], own('prometheus_tsdb_wal_storage_size_bytes')), 'Write-ahead log'],
    [sumBy([], own('prometheus_tsdb_head_chunks_storage_size_bytes')), 'Head chunks'],
  );
}

function queryTime() {
  const name = 'prometheus_http_request_duration_seconds';
  return timeseries(
    {
      title: 'Mean API response time',
      text: 'Mean response time of the five slowest routes. The buckets start at 100 ms, which is too coarse for percentiles of responses that usually take a few.',
      unit: 's',
      idle: IDLE,
    },
    [topk(5, ownMean(name, ['handler'])), '{{handler}}'],
  );
}

function ruleTime() {
  const used = binary(
    maxBy(['rule_group'], own('prometheus_rule_group_last_duration_seconds')),
    '/',
    maxBy(['rule_group'], own('prometheus_rule_group_interval_seconds')),
  );
  return timeseries(
    {
      title: 'Rule evaluation time, share of interval',
      text: 'Evaluation time divided by the interval, of the five slowest rule groups. Above 100%, evaluations are missed.',
      unit: 'percentunit',
      idle: IDLE,
    },
    [topk(5, used), '{{rule_group}}'],
  );
}

function ruleFailures() {
  return timeseries(
    {
      title: 'Rule failures',
      text: 'Rule evaluations per second that failed, and group evaluations missed because of slow evaluation. Should be 0.',
      unit: 'count:/s',
      idle: IDLE,
    },
    [sumBy([], ownRate('prometheus_rule_evaluation_failures_total')), 'Failed'],
    [sumBy([], ownRate('prometheus_rule_group_iterations_missed_total')), 'Missed'],
  );
}

function limitsHit() {
  return timeseries(
    {
      title: 'Scrape limits hit',
      text: 'Scrapes per second that failed because a target exceeded a scrape limit. All samples of such a scrape are dropped.',
      unit: 'count:/s',
      idle: IDLE,
    },
    [sumBy([], ownRate('prometheus_target_scrapes_exceeded_sample_limit_total')), 'Samples'],
    [sumBy([], ownRate('prometheus_target_scrape_pool_exceeded_label_limits_total')), 'Labels'],
    [sumBy([], ownRate('prometheus_target_scrapes_exceeded_body_size_limit_total')), 'Size'],
  );
}

function rejectedSamples() {
  return timeseries(
    {
      title: 'Samples rejected',
      text: 'Scraped samples per second that were rejected: duplicate timestamp, out of order or out of bounds.',
      unit: 'count:samples/s',
      idle: IDLE,
    },
    [sumBy([], ownRate('prometheus_target_scrapes_sample_duplicate_timestamp_total')), 'Duplicate'],
    [sumBy([], ownRate('prometheus_target_scrapes_sample_out_of_order_total')), 'Out of order'],
    [sumBy([], ownRate('prometheus_target_scrapes_sample_out_of_bounds_total')), 'Out of bounds'],
  );
}

function storeFailures() {
  return timeseries(
    {
      title: 'TSDB failures',
      text: 'Failed compactions, and corruptions found in the write-ahead log, per second. Should be 0.',
      unit: 'count:/s',
      idle: IDLE,
    },
    [sumBy([], ownRate('prometheus_tsdb_compactions_failed_total')), 'Failed compactions'],
    [sumBy([], ownRate('prometheus_tsdb_wal_corruptions_total')), 'WAL corruptions'],
  );
}
