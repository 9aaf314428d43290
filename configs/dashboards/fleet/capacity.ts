import { binary, sumBy } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { lettered, query, stacked, stat, thresholds, timeseries } from '../panels.ts';
import { engineCount, modelGauge, modelRate } from '../model-series.ts';

const BY_MODEL = ['model_name'] as const;
const LEGEND = '{{model_name}}';

/** How much more would fit. */
export function capacityRow(): Row {
  return row(
    'Capacity and head-room',
    cells(4, 8, [leastHeadRoom(), asleep()]),
    cells(8, 8, [headRoom(), waitingPerEngine()]),
    cells(8, 8, [runningPerEngine(), engines(), preemptions()]),
  );
}

function leastHeadRoom() {
  const panel = stat({
    title: 'Least head-room',
    text: 'Share of the KV cache that is free, on average over the engines of the model with the least. It is what limits how many requests run at once.',
    metrics: ['vllm:kv_cache_usage_perc'],
    unit: 'percentunit',
    idle: 'No engine',
  }).thresholds(
    thresholds().steps([
      { value: null, color: 'red' },
      { value: 0.02, color: 'yellow' },
      { value: 0.1, color: 'green' },
    ]),
  );
  return lettered(panel, [query(`min(1 - (${modelGauge('kvUsageAvg')}))`, 'Free')]);
}

function asleep() {
  const panel = stat({
    title: 'Engines asleep',
    text: 'Engines in sleep mode: they hold no KV cache and serve nothing until woken.',
    metrics: ['vllm:engine_sleep_state'],
    unit: 'none',
    idle: 'No engine since vLLM 0.11.1',
  }).thresholds(thresholds([1, 'yellow']));
  const sleeping = { sleep_state: { operator: '!=', value: 'awake' } } as const;
  return lettered(panel, [query(sumBy([], modelGauge('sleepState', sleeping)), 'Asleep')]);
}

function headRoom() {
  const panel = timeseries({
    title: 'KV cache head-room',
    text: 'Share of the KV cache that is free: on average over the engines of a model. Near 0 new requests wait.',
    metrics: ['vllm:kv_cache_usage_perc'],
    unit: 'percentunit',
    idle: 'No engine',
  }).max(1);
  return lettered(panel, [query(`1 - avg by (model_name) (${modelGauge('kvUsageAvg')})`, LEGEND)]);
}

function waitingPerEngine() {
  const panel = timeseries({
    title: 'Waiting requests per engine',
    text: 'Requests not yet scheduled, per engine of the model. One that grows needs more engines or fewer requests.',
    metrics: ['vllm:num_requests_waiting'],
    unit: 'short',
    counts: 'requests',
    idle: 'No engine',
  });
  return lettered(panel, [query(perEngine(sumBy(BY_MODEL, modelGauge('waiting'))), LEGEND)]);
}

function runningPerEngine() {
  const panel = timeseries({
    title: 'Running requests per engine',
    text: 'Mean size of a batch in requests. The limit is the server option --max-num-seqs.',
    metrics: ['vllm:num_requests_running'],
    unit: 'short',
    counts: 'requests',
    idle: 'No engine',
  });
  return lettered(panel, [query(perEngine(sumBy(BY_MODEL, modelGauge('running'))), LEGEND)]);
}

function perEngine(expression: string): string {
  return binary(expression, '/', sumBy(BY_MODEL, engineCount()));
}

function engines() {
  const panel = stacked({
    title: 'Engines',
    text: 'Engines that report, by model; each data-parallel rank is one.',
    metrics: ['vllm:num_requests_running'],
    unit: 'short',
    counts: 'engines',
    idle: 'No engine',
  });
  return lettered(panel, [query(sumBy(BY_MODEL, engineCount()), LEGEND)]);
}

function preemptions() {
  const panel = timeseries({
    title: 'Preemptions by model',
    text: 'Running requests put back per second because the KV cache was full: the sign of too little memory.',
    metrics: ['vllm:num_preemptions_total'],
    unit: 'count:/s',
  });
  return lettered(panel, [query(sumBy(BY_MODEL, modelRate('vllm:num_preemptions_total')), LEGEND)]);
}
