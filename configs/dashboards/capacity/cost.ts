import { integral, MISSING_KEYS } from '../../capacity/index.ts';
import { andOn, binary, ratio, sumBy, type Expression } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { MODEL } from '../../slo/scope.ts';
import { columns } from '../columns.ts';
import { cells, row, type Row } from '../layout.ts';
import { stacked, thresholds, total, timeseries } from '../panels.ts';
import { BY_MODEL } from '../place.ts';
import { heightForModels } from '../table-height.ts';
import type { Unit } from '../units.ts';
import { CHOSEN_MODELS } from '../model-series.ts';
import { keys, LEGEND, now, overRange, rangeOf } from './scope.ts';

const HOUR = 3600;
const NO_GPUS = `Requires ${MISSING_KEYS.gpus}`;
const NO_PRICE = `Requires ${MISSING_KEYS.gpus}, ${MISSING_KEYS.gpuHour}`;

/** Shares of idle cost that are worth a look, and that are most of the cost. */
const IDLE_STEPS = [
  [0.5, 'yellow'],
  [0.8, 'orange'],
] as const;

/** Money spent over the time range, and what it bought. */
export function costRow(settings: Settings): Row {
  const unit: Unit = `currency:${settings.cost.currency} `;
  return row(
    'Cost',
    cells(4, 4, [spent(unit), gpuHours(), perMillion(unit), perMillionOf(unit, 'input')]),
    cells(4, 4, [perMillionOf(unit, 'output'), idleShare()]),
    cells(24, heightForModels(settings), [byModel(settings, unit)]),
    cells(12, 8, [perHour(unit), perDay(unit)]),
  );
}

/**
 * Cost of a million tokens: all cost over all tokens, idle time included. Tokens of models without a price are excluded, because
 * they would make the others look cheaper.
 */
function costPerMillion(by: readonly string[], type?: 'input' | 'output'): Expression {
  const tokens = andOn(
    MODEL,
    rangeOf('tokens', 1, type === undefined ? {} : { type }),
    rangeOf('cost', HOUR),
  );
  return ratio(binary(overRange('cost', HOUR, by), '*', 1e6), sumBy(by, tokens));
}

const costShareIdle = (by: readonly string[]) =>
  ratio(overRange('idleCost', HOUR, by), overRange('cost', HOUR, by));

function spent(unit: Unit) {
  return total(
    {
      title: 'Cost',
      text: 'Price of all GPUs allocated over the time range, idle or busy. Periods without recorded data are not charged.',
      unit,
      idle: NO_PRICE,
    },
    [overRange('cost', HOUR, []), 'Cost'],
  );
}

function gpuHours() {
  return total(
    {
      title: 'GPU hours',
      text: 'Hours for which GPUs were allocated over the time range.',
      unit: 'count:GPU h',
      idle: NO_GPUS,
    },
    [overRange('gpus', HOUR, []), 'GPU hours'],
  );
}

function perMillion(unit: Unit) {
  return total(
    {
      title: 'Per million tokens',
      text: 'All cost over all tokens of the time range, input and output, idle time included.',
      unit,
      idle: NO_PRICE,
    },
    [costPerMillion([]), 'Cost'],
  );
}

function perMillionOf(unit: Unit, type: 'input' | 'output') {
  return total(
    {
      title: `Per million ${type} tokens`,
      text: `All cost divided by the ${type} tokens of the time range: the break-even price if only these were billed.`,
      unit,
      idle: NO_PRICE,
    },
    [costPerMillion([], type), 'Cost'],
  );
}

function idleShare() {
  return total(
    {
      title: 'Cost spent idle',
      text: 'Share of the cost that went to engines with neither running nor waiting requests.',
      unit: 'percentunit',
      idle: NO_PRICE,
    },
    [costShareIdle([]), 'Idle'],
  ).thresholds(thresholds(...IDLE_STEPS));
}

function byModel(settings: Settings, unit: Unit) {
  return columns({
    title: 'Cost by model',
    text: `One row per model, over the time range; cost per hour and per day are at the rate of its end. Idle is the share of the cost of engines without requests. Empty columns lack a setting: GPU hours need ${MISSING_KEYS.gpus}, cost also needs ${MISSING_KEYS.gpuHour}. ${ofDemo(settings)}`.trim(),
    idle: NO_GPUS,
    keys: keys(settings),
    columns: [
      { title: 'GPUs', expr: now('gpus'), unit: 'none' },
      { title: 'GPU hours', expr: overRange('gpus', HOUR), unit: 'count:GPU h' },
      { title: 'Cost', expr: overRange('cost', HOUR), unit },
      { title: 'Per hour', expr: now('cost'), unit },
      { title: 'Per day', expr: binary(now('cost'), '*', 24), unit },
      { title: 'Idle', expr: costShareIdle(BY_MODEL), unit: 'percentunit', bounds: IDLE_STEPS },
      { title: 'Per million input', expr: costPerMillion(BY_MODEL, 'input'), unit },
      { title: 'Per million output', expr: costPerMillion(BY_MODEL, 'output'), unit },
      { title: 'Per million tokens', expr: costPerMillion(BY_MODEL), unit },
    ],
  });
}

const ofDemo = ({ demo }: Settings) =>
  demo ? 'Prices of the simulated models are examples of the demo.' : '';

function perHour(unit: Unit) {
  return stacked(
    {
      title: 'Cost per hour',
      text: 'Price of the allocated GPUs, by model.',
      unit,
      idle: NO_PRICE,
    },
    [now('cost'), LEGEND],
  );
}

function perDay(unit: Unit) {
  return timeseries(
    {
      title: 'Cost of the last 24 hours',
      text: 'Price of the GPUs allocated during the 24 hours before each point, by model.',
      unit,
      idle: NO_PRICE,
    },
    [sumBy(BY_MODEL, integral('cost', '1d', HOUR, CHOSEN_MODELS)), LEGEND],
  );
}
