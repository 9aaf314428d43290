import { ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { SpecialValueMatch } from '@grafana/grafana-foundation-sdk/dashboard';
import { FAST_BURN, OBJECTIVE_METRICS, OBJECTIVES } from '../../objectives/index.ts';
import {
  and,
  binary,
  maxBy,
  minBy,
  or,
  recorded,
  type Expression,
  type RecordedName,
} from '../../promql/index.ts';
import { enoughData, sloSeries } from '../../slo/index.ts';
import { SLO_NAMES, type Settings, type SloName } from '../../settings/index.ts';
import { columns } from '../columns.ts';
import { cells, row, type Row } from '../layout.ts';
import { cell, drillDown } from '../links.ts';
import { limitLines, stat, thresholds, timeseries, worstFirst } from '../panels.ts';
import { BY_MODEL } from '../place.ts';
import { heightForModels } from '../table-height.ts';
import { CHOSEN_MODELS } from '../model-series.ts';
import { special } from '../value-mappings.ts';

const IDLE = 'No requests yet, or no SLO recording rules';
/** Text for NaN: see {@link orTooLittle}. */
const TOO_LITTLE = 'Not enough data';

const BY_OBJECTIVE = [...BY_MODEL, 'slo'] as const;
const LEGEND = '{{model_name}} {{slo}}';

/** Error budgets and burn rates of the SLOs. */
export function objectivesRow(settings: Settings): Row {
  return row(
    'Service level objectives (SLOs)',
    cells(4, 8, [worstBudget(settings), worstBurn(settings)]),
    cells(8, 8, [burnRates(settings), remaining(settings)]),
    cells(24, heightForModels(settings), [budgets(settings)]),
  );
}

const ofModels = (series: RecordedName, slo?: SloName) =>
  recorded(series, { ...CHOSEN_MODELS, slo }, OBJECTIVE_METRICS);

/** Burn rate over an hour: 1 uses up the error budget in exactly 30 days. */
const burn = (settings: Settings) =>
  and(
    binary(ofModels(sloSeries.ratio('1h')), '/', ofModels(sloSeries.budget)),
    enoughData(settings, '1h', CHOSEN_MODELS),
  );

/**
 * The figure, or NaN if its window has requests but too few to compute it. Without requests, or a day after a model was last
 * seen, there is no sample, so that the panel can distinguish the two.
 */
function orTooLittle(
  figure: Expression,
  window: '1h' | '30d',
  by: readonly string[],
  slo?: SloName,
): Expression {
  const requests = binary(ofModels(sloSeries.count('total', window), slo), '>', 0);
  const served = and(requests, ofModels(sloSeries.budget, slo));
  return or(figure, binary(NaN, '*', maxBy(by, served)));
}

/** Sentence on the requests and time that a window needs. */
const sinceWhen = ({ slo: { minRequests, minShare } }: Settings, window: string) =>
  `"${TOO_LITTLE}" means fewer than ${minRequests} requests in ${window}, or less than ${Number((minShare * 100).toPrecision(3))}% of that time recorded.`;

/** The last value including NaN, which `lastNotNull` would skip. */
function figure(panel: ReturnType<typeof stat>) {
  return panel
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['last']).values(false).fields(''))
    .mappings([special(SpecialValueMatch.Null, IDLE), special(SpecialValueMatch.NotANumber, TOO_LITTLE)]);
}

function worstBudget(settings: Settings) {
  const least = minBy([], ofModels(sloSeries.remaining));
  const panel = stat(
    {
      title: 'Lowest error budget',
      text: `Remaining share of the 30-day error budget of the worst model and objective. Below 0%, the objective is missed. ${sinceWhen(settings, '30 days')}`,
      unit: 'percentunit',
      idle: IDLE,
    },
    [orTooLittle(least, '30d', []), 'Remaining'],
  ).thresholds(budgetSteps());
  return figure(panel);
}

function worstBurn(settings: Settings) {
  const panel = stat(
    {
      title: 'Highest burn rate, 1 h',
      text: `Burn rate of the error budget over 1 hour, of the worst model and objective. 1 uses up the budget in 30 days. ${sinceWhen(settings, '1 hour')}`,
      unit: 'none',
      idle: IDLE,
    },
    [orTooLittle(maxBy([], burn(settings)), '1h', []), 'Burn'],
  )
    .decimals(1)
    .thresholds(thresholds([1, 'yellow'], [FAST_BURN, 'red']));
  return figure(panel);
}

/** Thresholds of a remaining budget: red below 0, yellow below a quarter. */
function budgetSteps() {
  return thresholds().steps([
    { value: null, color: 'red' },
    { value: 0, color: 'yellow' },
    { value: 0.25, color: 'green' },
  ]);
}

function budgets(settings: Settings) {
  return columns({
    title: 'Error budget remaining, 30 days',
    text: `Remaining error budget, one row per model: 100% is untouched, 0% is exhausted, below that the objective is missed. ${sinceWhen(settings, '30 days')} ${objectives(settings)}`,
    idle: IDLE,
    keys: [
      {
        label: 'model_name',
        title: 'Model',
        link: {
          title: 'Performance of this model',
          url: drillDown(settings, 'vllm-performance', { model_name: cell('Model') }),
        },
      },
    ],
    columns: SLO_NAMES.map((slo) => ({
      title: OBJECTIVES[slo].title,
      expr: orTooLittle(minBy(BY_MODEL, ofModels(sloSeries.remaining, slo)), '30d', BY_MODEL, slo),
      unit: 'percentunit',
      steps: budgetSteps(),
      mappings: [
        special(SpecialValueMatch.NotANumber, TOO_LITTLE),
        special(SpecialValueMatch.Null, 'No requests'),
      ],
    })),
  });
}

function objectives({ slo }: Settings): string {
  const parts = SLO_NAMES.map((name) => {
    const share = `${Number((slo[name].objective * 100).toFixed(4))}%`;
    return name === 'availability'
      ? `${OBJECTIVES[name].title}: ${share} without errors`
      : `${OBJECTIVES[name].title}: ${share} within ${slo[name].threshold} s`;
  });
  return `Default objectives: ${parts.join('; ')}.`;
}

function burnRates(settings: Settings) {
  const burning = maxBy(BY_OBJECTIVE, burn(settings));
  return timeseries(
    {
      title: 'Burn rate, 1 h',
      text: `Burn rate of the error budget over 1 hour, by model and objective. 1 uses up the budget in 30 days, ${FAST_BURN} in 2 days. ${sinceWhen(settings, '1 hour')}`,
      unit: 'none',
      idle: IDLE,
    },
    [orTooLittle(burning, '1h', BY_OBJECTIVE), LEGEND],
  )
    .thresholds(thresholds([1, 'yellow'], [FAST_BURN, 'red']))
    .thresholdsStyle(limitLines())
    .mappings([special(SpecialValueMatch.NullAndNan, TOO_LITTLE)]);
}

function remaining(settings: Settings) {
  const left = minBy(BY_OBJECTIVE, ofModels(sloSeries.remaining));
  return timeseries(
    {
      title: 'Error budget remaining',
      text: `Remaining share of the 30-day error budget, by model and objective. Below 0%, the objective is missed. ${sinceWhen(settings, '30 days')}`,
      unit: 'percentunit',
      idle: IDLE,
    },
    [orTooLittle(left, '30d', BY_OBJECTIVE), LEGEND],
  )
    .min(-1)
    .max(1)
    .legend(worstFirst('least'))
    .mappings([special(SpecialValueMatch.NullAndNan, TOO_LITTLE)]);
}
