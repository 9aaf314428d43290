import { binary, maxBy, sumBy, topk } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { own, ownMean, ownRate } from '../own-series.ts';
import { timeseries, stacked } from '../panels.ts';

const IDLE = 'Prometheus is not among the jobs chosen';

/** Whether metrics are stored, rules evaluated in time, and how much room is left. */
export function prometheusRow(): Row {
  return row(
    'Prometheus',
    cells(8, 8, [series(), ingestion(), storage()]),
    cells(8, 8, [queryTime(), ruleTime(), ruleFailures()]),
    cells(8, 8, [limitsHit(), refusedSamples(), storeFailures()]),
  );
}

function series() {
  return timeseries(
    {
      title: 'Active series',
      text: 'Series in the head block. It decides how much memory Prometheus needs.',
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
      title: 'Samples stored',
      text: 'Samples per second added to the store, scraped and recorded ones.',
      unit: 'count:samples/s',
      idle: IDLE,
    },
    [sumBy(['cluster', 'instance'], ownRate('prometheus_tsdb_head_samples_appended_total')), '{{instance}}'],
  );
}

function storage() {
  return stacked(
    {
      title: 'Disk in use',
      text: 'Bytes of blocks, write-ahead log and head chunks. Old blocks go when the limit of time or size is reached.',
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
      title: 'Mean response time of the API',
      text: 'Mean time to answer, of the five routes that are slowest. The buckets begin at 100 ms, too coarse for a percentile of what usually takes a few.',
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
      title: 'Rule evaluation, share of the interval',
      text: 'Time a group of rules took over the time it has, of the five that are worst off. Above 100 % evaluations are missed.',
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
      text: 'Rules per second that could not be evaluated, and evaluations missed for lack of time.',
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
      text: 'Scrapes per second refused because a target exposed more than its limits allow; nothing of such a scrape is kept.',
      unit: 'count:/s',
      idle: IDLE,
    },
    [sumBy([], ownRate('prometheus_target_scrapes_exceeded_sample_limit_total')), 'Samples'],
    [sumBy([], ownRate('prometheus_target_scrape_pool_exceeded_label_limits_total')), 'Labels'],
    [sumBy([], ownRate('prometheus_target_scrapes_exceeded_body_size_limit_total')), 'Size'],
  );
}

function refusedSamples() {
  return timeseries(
    {
      title: 'Samples refused',
      text: 'Scraped samples per second not stored: two for one time, out of order or out of bounds.',
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
      title: 'Store failures',
      text: 'Compactions that failed, and damage found in the write-ahead log, per second.',
      unit: 'count:/s',
      idle: IDLE,
    },
    [sumBy([], ownRate('prometheus_tsdb_compactions_failed_total')), 'Compactions failed'],
    [sumBy([], ownRate('prometheus_tsdb_wal_corruptions_total')), 'Log damaged'],
  );
}
