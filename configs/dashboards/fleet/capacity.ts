import { avgBy, binary, minBy, sumBy, type Expression } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { stacked, stat, thresholds, timeseries } from '../panels.ts';
import { BY_MODEL } from '../place.ts';
import { currentGauge, modelGauge, modelRate } from '../model-series.ts';

const LEGEND = '{{model_name}}';

/** Headroom of the KV cache and load per engine. */
export function capacityRow(): Row {
  return row(
    'Capacity and headroom',
    cells(4, 8, [lowestHeadroom(), asleep()]),
    cells(8, 8, [headroom(), waitingPerEngine()]),
    cells(8, 8, [runningPerEngine(), engines(), preemptions()]),
  );
}

function lowestHeadroom() {
  return stat(
    {
      title: 'Lowest headroom',
      text: 'Free share of the KV cache, averaged over the engines of the fullest model. It limits how many requests run concurrently.',
      unit: 'percentunit',
      idle: 'No engines',
    },
    [minBy([], binary(1, '-', currentGauge('kvUsageAvg'))), 'Free'],
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
      text: 'Engines in sleep mode. They have no KV cache and serve no requests until woken up.',
      unit: 'none',
      idle: 'Requires vLLM 0.11.1 or later',
    },
    [sumBy([], currentGauge('sleepState', sleeping)), 'Asleep'],
  ).thresholds(thresholds([1, 'yellow']));
}

function headroom() {
  return timeseries(
    {
      title: 'KV cache headroom',
      text: 'Free share of the KV cache, averaged over the engines of each model. Near 0%, new requests have to wait.',
      unit: 'percentunit',
      idle: 'No engines',
    },
    [binary(1, '-', avgBy(BY_MODEL, modelGauge('kvUsageAvg'))), LEGEND],
  ).max(1);
}

function waitingPerEngine() {
  return timeseries(
    {
      title: 'Waiting requests per engine',
      text: 'Requests not yet scheduled, per engine of the model. A growing number requires more engines or less load.',
      unit: 'short',
      counts: 'requests',
      idle: 'No engines',
    },
    [perEngine(sumBy(BY_MODEL, modelGauge('waiting'))), LEGEND],
  );
}

function runningPerEngine() {
  return timeseries(
    {
      title: 'Running requests per engine',
      text: 'Running requests per engine of the model, that is, the mean batch size. Limited by the server option --max-num-seqs.',
      unit: 'short',
      counts: 'requests',
      idle: 'No engines',
    },
    [perEngine(sumBy(BY_MODEL, modelGauge('running'))), LEGEND],
  );
}

function perEngine(expression: Expression): Expression {
  return binary(expression, '/', sumBy(BY_MODEL, modelGauge('engines')));
}

function engines() {
  return stacked(
    {
      title: 'Engines',
      text: 'Engines exporting metrics, by model. Each data-parallel rank is one engine. A drop means an engine or its server is down.',
      unit: 'short',
      counts: 'engines',
      idle: 'No engines',
    },
    [sumBy(BY_MODEL, modelGauge('engines')), LEGEND],
  );
}

function preemptions() {
  return timeseries(
    {
      title: 'Preemptions by model',
      text: 'Running requests preempted per second because the KV cache was full. Preempted requests are recomputed.',
      unit: 'count:/s',
    },
    [sumBy(BY_MODEL, modelRate('vllm:num_preemptions_total')), LEGEND],
  );
}
