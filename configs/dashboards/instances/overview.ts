import {
  andOn,
  avgBy,
  binary,
  countBy,
  fraction,
  JOB,
  maxBy,
  minBy,
  MODEL,
  not,
  notProbe,
  oneOf,
  orZero,
  sumBy,
  where,
  type Expression,
} from '../../promql/index.ts';
import { vllmJobs } from '../../slo/index.ts';
import type { Settings } from '../../settings/index.ts';
import { columns, RED_BELOW_ONE } from '../columns.ts';
import { cells, row, type Row } from '../layout.ts';
import { cell, drillDown } from '../links.ts';
import { ofServers, own, ownGauge, ownQuantile, ownRate, ownRequestRate } from '../own-series.ts';
import { stat, thresholds } from '../panels.ts';
import { BY_INSTANCE } from '../place.ts';
import { heightForInstances } from '../table-height.ts';

/** Which instances there are and which of them stands out. */
export function instancesRow(settings: Settings): Row {
  const up = serverUp(settings);
  return row(
    'Instances',
    cells(4, 4, [reachable(up), unreachable(up), engines(), asleep(), runningSkew(), cacheSkew()]),
    cells(24, heightForInstances(settings), [instances(settings, up)]),
  );
}

/** A server that is down reports nothing but that, so its job has to be known from the configuration. */
function serverUp(settings: Settings): Expression {
  const jobs = vllmJobs(settings);
  return jobs.length === 0
    ? andOn(JOB, own('up'), own('vllm:num_requests_running'))
    : where(own('up'), { job: oneOf(jobs) });
}

function reachable(up: Expression) {
  return stat(
    {
      title: 'Reachable',
      text: 'Targets whose last scrape worked.',
      unit: 'none',
      idle: 'No target',
    },
    [sumBy([], up), 'Up'],
  );
}

function unreachable(up: Expression) {
  return stat(
    {
      title: 'Unreachable',
      text: 'Targets whose last scrape failed: down, unreachable or too slow to answer.',
      unit: 'none',
      idle: 'No target',
    },
    [orZero(countBy([], binary(up, '==', 0)), countBy([], up)), 'Down'],
  ).thresholds(thresholds([1, 'red']));
}

function engines() {
  return stat(
    {
      title: 'Engines',
      text: 'Engines that report; each data-parallel rank is one.',
      unit: 'none',
      idle: 'No engine',
    },
    [countBy([], own('vllm:num_requests_running')), 'Engines'],
  );
}

function asleep() {
  return stat(
    {
      title: 'Asleep',
      text: 'Engines in sleep mode, which serve nothing until woken.',
      unit: 'none',
      idle: 'No engine since vLLM 0.11.1',
    },
    [sumBy([], own('vllm:engine_sleep_state', { sleep_state: not('awake') })), 'Asleep'],
  ).thresholds(thresholds([1, 'yellow']));
}

/**
 * Busiest over mean: 1 is even. Among engines of one model, since a router spreads no requests over several; and from one request
 * per engine on, since a single request on four engines reads 4.
 */
function runningSkew() {
  const running = own('vllm:num_requests_running');
  const skew = binary(maxBy(MODEL, running), '/', binary(avgBy(MODEL, running), '>=', 1));
  return stat(
    {
      title: 'Busiest to mean',
      text: 'Running requests of the busiest engine over those of an average one of the same model: 1 is even, 2 means one does the work of two. Shown from one request per engine on.',
      unit: 'none',
      idle: 'Too little load',
    },
    [maxBy([], skew), 'Skew'],
  )
    .decimals(2)
    .thresholds(thresholds([1.5, 'yellow'], [3, 'red']));
}

function cacheSkew() {
  const usage = ownGauge('vllm:kv_cache_usage_perc');
  const spread = binary(maxBy(MODEL, usage), '-', minBy(MODEL, usage));
  return stat(
    {
      title: 'KV cache spread',
      text: 'Difference of the shares in use of the fullest and the emptiest engine of the same model. A large one means requests are spread badly.',
      unit: 'percentunit',
      idle: 'No engine',
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
    text: 'One line an instance, at the end of the time range, those that are down first; a click shows its performance alone. The KV cache is that of the fullest engine.',
    idle: 'No target',
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
        title: 'KV cache',
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
        title: 'Preempted',
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
