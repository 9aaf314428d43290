import {
  andOn,
  binary,
  fraction,
  JOB,
  maxBy,
  MODEL,
  not,
  notProbe,
  oneOf,
  sumBy,
  where,
  type Expression,
} from '../../promql/index.ts';
import { vllmJobs } from '../../slo/index.ts';
import type { Settings } from '../../settings/index.ts';
import { columns, RED_BELOW_ONE } from '../columns.ts';
import { cells, row, type Row } from '../layout.ts';
import { cell, drillDown } from '../links.ts';
import { currentGauge } from '../model-series.ts';
import { ofServers, own, ownGauge, ownQuantile, ownRate, ownRequestRate } from '../own-series.ts';
import { stat, thresholds } from '../panels.ts';
import { BY_INSTANCE } from '../place.ts';
import { heightForInstances } from '../table-height.ts';

/** Number and state of the instances, and load imbalance between them. */
export function instancesRow(settings: Settings): Row {
  const up = serverUp(settings);
  return row(
    'Instances',
    cells(4, 4, [instancesUp(up), instancesDown(up), engines(), asleep(), loadImbalance(), cacheSpread()]),
    cells(24, heightForInstances(settings), [instances(settings, up)]),
  );
}

/** A server that is down has no series except `up`, so its job must come from the configuration. */
function serverUp(settings: Settings): Expression {
  const jobs = vllmJobs(settings);
  return jobs.length === 0
    ? andOn(JOB, own('up'), own('vllm:num_requests_running'))
    : where(own('up'), { job: oneOf(jobs) });
}

function instancesUp(up: Expression) {
  return stat(
    {
      title: 'Instances up',
      text: 'vLLM servers whose last scrape succeeded.',
      unit: 'none',
      idle: 'No targets',
    },
    [sumBy([], up), 'Up'],
  );
}

function instancesDown(up: Expression) {
  return stat(
    {
      title: 'Instances down',
      text: 'vLLM servers whose last scrape failed: down, unreachable or slower than the scrape timeout.',
      unit: 'none',
      idle: 'No targets',
    },
    [sumBy([], binary(1, '-', up)), 'Down'],
  ).thresholds(thresholds([1, 'red']));
}

function engines() {
  return stat(
    {
      title: 'Engines',
      text: 'Engines exporting metrics. Each data-parallel rank is one engine.',
      unit: 'none',
      idle: 'No engines',
    },
    [sumBy([], currentGauge('engines')), 'Engines'],
  );
}

function asleep() {
  return stat(
    {
      title: 'Engines asleep',
      text: 'Engines in sleep mode. They serve no requests until woken up.',
      unit: 'none',
      idle: 'Requires vLLM 0.11.1 or later',
    },
    [sumBy([], currentGauge('sleepState', { sleep_state: not('awake') })), 'Asleep'],
  ).thresholds(thresholds([1, 'yellow']));
}

/**
 * Maximum over mean, 1 if balanced. Compares engines of one model, because requests are routed within a model, and only from one
 * request per engine, because a single request on four engines would read 4.
 */
function loadImbalance() {
  const running = own('vllm:num_requests_running');
  const mean = binary(currentGauge('running'), '/', currentGauge('engines'));
  const imbalance = binary(maxBy(MODEL, running), '/', binary(mean, '>=', 1));
  return stat(
    {
      title: 'Load imbalance',
      text: 'Maximum over mean of the running requests per engine of a model (worst model). 1 is balanced; at 2, one engine has twice the mean load. Needs at least one request per engine.',
      unit: 'none',
      idle: 'Less than one request per engine',
    },
    [maxBy([], imbalance), 'Max/mean'],
  )
    .decimals(2)
    .thresholds(thresholds([1.5, 'yellow'], [3, 'red']));
}

function cacheSpread() {
  const spread = binary(currentGauge('kvUsageMax'), '-', currentGauge('kvUsageMin'));
  return stat(
    {
      title: 'KV cache spread',
      text: 'Difference in KV cache usage between the fullest and the emptiest engine of a model (worst model). A large spread indicates load imbalance.',
      unit: 'percentunit',
      idle: 'No engines',
    },
    [maxBy([], spread), 'Difference'],
  ).thresholds(thresholds([0.3, 'yellow'], [0.6, 'red']));
}

function instances(settings: Settings, up: Expression) {
  const served = { handler: notProbe };
  const errors = sumBy(BY_INSTANCE, ofServers(ownRate('http_requests_total', { ...served, status: '5xx' })));
  const responses = sumBy(BY_INSTANCE, ofServers(ownRate('http_requests_total', served)));
  return columns({
    title: 'Instances',
    text: 'One row per instance, at the end of the time range, down instances first. Click an instance to open its performance. KV cache usage is that of the fullest engine.',
    idle: 'No targets',
    sortBy: 'Up',
    keys: [
      {
        label: 'instance',
        title: 'Instance',
        link: {
          title: 'Performance of this instance',
          url: drillDown(settings, 'vllm-performance', { instance: cell('Instance') }),
        },
      },
    ],
    columns: [
      { title: 'Up', expr: maxBy(BY_INSTANCE, up), unit: 'none', steps: RED_BELOW_ONE },
      {
        title: 'Started',
        expr: binary(1000, '*', maxBy(BY_INSTANCE, ofServers(own('process_start_time_seconds')))),
        unit: 'dateTimeFromNow',
      },
      { title: 'Running', expr: sumBy(BY_INSTANCE, own('vllm:num_requests_running')), unit: 'none' },
      {
        title: 'Waiting',
        expr: sumBy(BY_INSTANCE, own('vllm:num_requests_waiting')),
        unit: 'none',
        bounds: [[1, 'yellow']],
      },
      {
        title: 'KV cache usage',
        expr: maxBy(BY_INSTANCE, ownGauge('vllm:kv_cache_usage_perc')),
        unit: 'percentunit',
        bounds: [
          [0.9, 'yellow'],
          [0.98, 'red'],
        ],
      },
      {
        title: 'Requests',
        expr: ownRequestRate(BY_INSTANCE),
        unit: 'reqps',
      },
      {
        title: 'Output tokens',
        expr: sumBy(BY_INSTANCE, ownRate('vllm:generation_tokens_total')),
        unit: 'count:tok/s',
      },
      {
        title: 'TTFT p95',
        expr: ownQuantile(0.95, 'vllm:time_to_first_token_seconds', BY_INSTANCE),
        unit: 's',
      },
      {
        title: 'Preemptions',
        expr: sumBy(BY_INSTANCE, ownRate('vllm:num_preemptions_total')),
        unit: 'count:/s',
        bounds: [[0.01, 'yellow']],
      },
      {
        title: '5xx',
        expr: fraction(errors, responses),
        unit: 'percentunit',
        decimals: 2,
        bounds: [[1 - settings.slo.availability.objective, 'red']],
      },
    ],
  });
}
