import {
  forecast,
  headroom,
  highestLoad,
  LEAST_DAYS,
  loadOnceServing,
  timeToServe,
  usageAtPeak,
} from '../../capacity/index.ts';
import {
  binary,
  call,
  maxBy,
  ratio,
  sumBy,
  topk,
  type Expression,
  type Operand,
} from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { MODEL } from '../../slo/scope.ts';
import { columns } from '../columns.ts';
import { cells, row, type Row } from '../layout.ts';
import { CHOSEN_MODELS } from '../model-series.ts';
import { timeseries, type Bound } from '../panels.ts';
import { BY_MODEL } from '../place.ts';
import { heightForModels } from '../table-height.ts';
import { keys, LEGEND } from './scope.ts';

const NO_LIMIT = 'No load yet at which all objectives were met';
const NOT_ENOUGH = `Not enough data: needs ${LEAST_DAYS} whole days`;
/** Shares of the highest load from which it is worth a look, and that exceed what the fleet has ever carried. */
const STEPS: readonly Bound[] = [
  [0.8, 'yellow'],
  [1, 'orange'],
];

/** Load that the fleet has, has carried, and will have. */
export function headroomRow(settings: Settings): Row {
  const height = heightForModels(settings);
  return row(
    'Headroom',
    cells(14, height, [byModel(settings)]),
    cells(10, height, [firstResource(settings)]),
    cells(8, 8, [load(), usage(), peakForecast()]),
  );
}

const loadNow = () => sumBy(BY_MODEL, headroom('load', CHOSEN_MODELS));
const highest = () => sumBy(BY_MODEL, highestLoad('now', CHOSEN_MODELS));

function byModel(settings: Settings) {
  return columns({
    title: 'Headroom by model',
    text: 'One row per model, at the end of the time range. Load is requests per second, on average over half an hour. The highest load is the one at which all objectives were met within a week, per engine, times the engines of now. "Once a replica serves" is the load, at its present growth, by the time a replica started now is ready; that time is the 95th percentile of a week.',
    idle: NO_LIMIT,
    keys: keys(settings),
    columns: [
      { title: 'Load', expr: loadNow(), unit: 'reqps' },
      { title: 'Highest load', expr: highest(), unit: 'reqps' },
      { title: 'In use', expr: ratio(loadNow(), highest()), unit: 'percentunit', bounds: STEPS },
      {
        title: 'Time to serve',
        expr: maxBy(BY_MODEL, timeToServe(0.95, '7d', CHOSEN_MODELS)),
        unit: 's',
      },
      {
        title: 'Once a replica serves',
        expr: ratio(sumBy(BY_MODEL, loadOnceServing(CHOSEN_MODELS)), highest()),
        unit: 'percentunit',
        bounds: STEPS,
      },
    ],
  });
}

function firstResource(settings: Settings) {
  const first = topk(1, maxBy([...BY_MODEL, 'resource'], usageAtPeak(CHOSEN_MODELS)), BY_MODEL);
  return columns({
    title: 'First resource to run out',
    text: 'Resource with the highest use at loads close to the highest load of the week at which all objectives were met: KV cache, batch slots, or the queue (share of the error budget of the queue time objective). "Exhausted at" is the load at which it would be used up if it grows with the load.',
    idle: NO_LIMIT,
    keys: [...keys(settings), { label: 'resource', title: 'Resource', width: 90 }],
    columns: [
      { title: 'In use', expr: first, unit: 'percentunit', bounds: STEPS },
      {
        title: 'Exhausted at',
        expr: binary(ratio(1, first), '*', highest(), { on: BY_MODEL, groupLeft: [] }),
        unit: 'reqps',
      },
    ],
  });
}

function load() {
  return timeseries(
    {
      title: 'Load and highest load',
      text: 'Requests finished per second, on average over half an hour, and the highest load of the week before at which all objectives were met, with the engines of that time. A load above it is not necessarily too much: the fleet has not carried it yet.',
      unit: 'reqps',
      idle: NO_LIMIT,
    },
    [loadNow(), LEGEND],
    [highest(), `${LEGEND} highest`],
  );
}

function usage() {
  return timeseries(
    {
      title: 'Resources at the highest load',
      text: 'Use of each resource when the load came close to the highest at which all objectives were met: the evidence for the first resource to run out.',
      unit: 'percentunit',
      idle: NO_LIMIT,
    },
    [maxBy([...BY_MODEL, 'resource'], usageAtPeak(CHOSEN_MODELS)), `${LEGEND} {{resource}}`],
  );
}

/** About 95 %, as far as the scatter of the days is normal. */
const ERRORS = 2;

function peakForecast() {
  const within = (operator: '+' | '-', of: Operand) =>
    binary(forecast('expected', CHOSEN_MODELS), operator, binary(forecast('error', CHOSEN_MODELS), '*', of));
  const bySum = (expression: Expression) => sumBy(BY_MODEL, maxBy(MODEL, expression));
  return timeseries(
    {
      title: 'Forecast of the daily peak',
      text: `Highest load of the day a week ahead, by a line through the daily peaks of two weeks, with two standard errors to either side (about 95%). A week with quiet weekends has a wide band. There is no forecast with fewer than ${LEAST_DAYS} whole days of data.`,
      unit: 'reqps',
      idle: NOT_ENOUGH,
    },
    [bySum(forecast('expected', CHOSEN_MODELS)), `${LEGEND} expected`],
    [bySum(call('clamp_min', within('-', ERRORS), 0)), `${LEGEND} at least`],
    [bySum(within('+', ERRORS)), `${LEGEND} at most`],
  );
}
