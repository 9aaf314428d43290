import { avgBy, binary, minBy, sumBy, type Expression } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { stacked, stat, thresholds, timeseries } from '../panels.ts';
import { BY_MODEL } from '../place.ts';
import { engineCount, modelGauge, modelRate } from '../model-series.ts';

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
  return stat(
    {
      title: 'Least head-room',
      text: 'Share of the KV cache that is free, on average over the engines of the model with the least. It is what limits how many requests run at once.',
      unit: 'percentunit',
      idle: 'No engine',
    },
    [minBy([], binary(1, '-', modelGauge('kvUsageAvg'))), 'Free'],
  ).thresholds(
    thresholds().steps([
      { value: null, color: 'red' },
      { value: 0.02, color: 'yellow' },
      { value: 0.1, color: 'green' },
    ]),
  );
}

function asleep() {
  const sleeping = { sleep_state: { operator: '!=', value: 'awake' } } as const;
  return stat(
    {
      title: 'Engines asleep',
      text: 'Engines in sleep mode: they hold no KV cache and serve nothing until woken.',
      unit: 'none',
      idle: 'No engine since vLLM 0.11.1',
    },
    [sumBy([], modelGauge('sleepState', sleeping)), 'Asleep'],
  ).thresholds(thresholds([1, 'yellow']));
}

function headRoom() {
  return timeseries(
    {
      title: 'KV cache head-room',
      text: 'Share of the KV cache that is free: on average over the engines of a model. Near 0 new requests wait.',
      unit: 'percentunit',
      idle: 'No engine',
    },
    [binary(1, '-', avgBy(BY_MODEL, modelGauge('kvUsageAvg'))), LEGEND],
  ).max(1);
}

function waitingPerEngine() {
  return timeseries(
    {
      title: 'Waiting requests per engine',
      text: 'Requests not yet scheduled, per engine of the model. One that grows needs more engines or fewer requests.',
      unit: 'short',
      counts: 'requests',
      idle: 'No engine',
    },
    [perEngine(sumBy(BY_MODEL, modelGauge('waiting'))), LEGEND],
  );
}

function runningPerEngine() {
  return timeseries(
    {
      title: 'Running requests per engine',
      text: 'Mean size of a batch in requests. The limit is the server option --max-num-seqs.',
      unit: 'short',
      counts: 'requests',
      idle: 'No engine',
    },
    [perEngine(sumBy(BY_MODEL, modelGauge('running'))), LEGEND],
  );
}

function perEngine(expression: Expression): Expression {
  return binary(expression, '/', sumBy(BY_MODEL, engineCount()));
}

function engines() {
  return stacked(
    {
      title: 'Engines',
      text: 'Engines that report, by model; each data-parallel rank is one.',
      unit: 'short',
      counts: 'engines',
      idle: 'No engine',
    },
    [sumBy(BY_MODEL, engineCount()), LEGEND],
  );
}

function preemptions() {
  return timeseries(
    {
      title: 'Preemptions by model',
      text: 'Running requests put back per second because the KV cache was full: the sign of too little memory.',
      unit: 'count:/s',
    },
    [sumBy(BY_MODEL, modelRate('vllm:num_preemptions_total')), LEGEND],
  );
}
