import { avgBy, binary, maxBy, minBy, or, quote, sumBy } from '../../promql/index.ts';
import { vllmJobs } from '../../rules/index.ts';
import type { Settings } from '../../settings/index.ts';
import { columns, RED_BELOW_ONE } from '../columns.ts';
import { cells, row, type Row } from '../layout.ts';
import { cell, drillDown } from '../links.ts';
import { ofServers, own, ownGauge, ownQuantile, ownRate } from '../own-series.ts';
import { lettered, query, stat, thresholds } from '../panels.ts';
import { heightForInstances } from '../table-height.ts';

const BY_INSTANCE = ['instance'] as const;
const BY_MODEL = ['job', 'model_name'] as const;

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
function serverUp(settings: Settings): string {
  const jobs = vllmJobs(settings);
  if (jobs.length === 0) return `(${own('up')} and on (job) ${own('vllm:num_requests_running')})`;
  return own('up').replace(/\}$/, `,job=~${quote(jobs.join('|'))}}`);
}

function reachable(up: string) {
  const panel = stat({
    title: 'Reachable',
    text: 'Targets whose last scrape worked.',
    metrics: ['up'],
    unit: 'none',
    idle: 'No target',
  });
  return lettered(panel, [query(sumBy([], up), 'Up')]);
}

function unreachable(up: string) {
  const panel = stat({
    title: 'Unreachable',
    text: 'Targets whose last scrape failed: down, unreachable or too slow to answer.',
    metrics: ['up'],
    unit: 'none',
    idle: 'No target',
  }).thresholds(thresholds([1, 'red']));
  return lettered(panel, [query(`count(${up} == 0) or (count(${up}) * 0)`, 'Down')]);
}

function engines() {
  const panel = stat({
    title: 'Engines',
    text: 'Engines that report; each data-parallel rank is one.',
    metrics: ['vllm:num_requests_running'],
    unit: 'none',
    idle: 'No engine',
  });
  return lettered(panel, [query(`count(${own('vllm:num_requests_running')})`, 'Engines')]);
}

function asleep() {
  const panel = stat({
    title: 'Asleep',
    text: 'Engines in sleep mode, which serve nothing until woken.',
    metrics: ['vllm:engine_sleep_state'],
    unit: 'none',
    idle: 'No engine since vLLM 0.11.1',
  }).thresholds(thresholds([1, 'yellow']));
  return lettered(panel, [
    query(
      sumBy([], own('vllm:engine_sleep_state', { sleep_state: { operator: '!=', value: 'awake' } })),
      'Asleep',
    ),
  ]);
}

/**
 * Busiest over mean: 1 is even. Among engines of one model, since a router spreads no requests over several; and from one request
 * per engine on, since a single request on four engines reads 4.
 */
function runningSkew() {
  const panel = stat({
    title: 'Busiest to mean',
    text: 'Running requests of the busiest engine over those of an average one of the same model: 1 is even, 2 means one does the work of two. Shown from one request per engine on.',
    metrics: ['vllm:num_requests_running'],
    unit: 'none',
    idle: 'Too little load',
  })
    .decimals(2)
    .thresholds(thresholds([1.5, 'yellow'], [3, 'red']));
  const running = own('vllm:num_requests_running');
  const skew = binary(maxBy(BY_MODEL, running), '/', `(${avgBy(BY_MODEL, running)} >= 1)`);
  return lettered(panel, [query(`max(${skew})`, 'Skew')]);
}

function cacheSkew() {
  const panel = stat({
    title: 'KV cache spread',
    text: 'Difference of the shares in use of the fullest and the emptiest engine of the same model. A large one means requests are spread badly.',
    metrics: ['vllm:kv_cache_usage_perc'],
    unit: 'percentunit',
    idle: 'No engine',
  }).thresholds(thresholds([0.3, 'yellow'], [0.6, 'red']));
  const usage = ownGauge('vllm:kv_cache_usage_perc');
  const spread = binary(maxBy(BY_MODEL, usage), '-', minBy(BY_MODEL, usage));
  return lettered(panel, [query(`max(${spread})`, 'Difference')]);
}

function instances({ slo }: Settings, up: string) {
  const errors = sumBy(BY_INSTANCE, ofServers(ownRate('http_requests_total', { status: '5xx' })));
  const responses = sumBy(BY_INSTANCE, ofServers(ownRate('http_requests_total')));
  return columns({
    title: 'Instances',
    text: 'One line an instance, at the end of the time range, those that are down first; a click shows its performance alone. The KV cache is that of the fullest engine.',
    metrics: [
      'up',
      'process_start_time_seconds',
      'vllm:num_requests_running',
      'vllm:num_requests_waiting',
      'vllm:kv_cache_usage_perc',
      'vllm:request_success_total',
      'vllm:generation_tokens_total',
      'vllm:time_to_first_token_seconds',
      'vllm:num_preemptions_total',
      'http_requests_total',
    ],
    idle: 'No target',
    sortBy: 'Up',
    keys: [
      {
        label: 'instance',
        title: 'Instance',
        link: {
          title: 'Performance of this instance',
          url: drillDown('vllm-performance', { instance: cell('Instance') }),
        },
      },
    ],
    columns: [
      { title: 'Up', expr: maxBy(BY_INSTANCE, up), unit: 'none', steps: RED_BELOW_ONE },
      {
        title: 'Started',
        expr: `1000 * ${maxBy(BY_INSTANCE, ofServers(own('process_start_time_seconds')))}`,
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
        expr: sumBy(BY_INSTANCE, ownRate('vllm:request_success_total')),
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
        expr: `(${or(errors, `${responses} * 0`)}) / (${responses} > 0)`,
        unit: 'percentunit',
        decimals: 2,
        bounds: [[1 - slo.availability.objective, 'red']],
      },
    ],
  });
}
