import { binary, matches, recorded, type RecordedName } from '../../promql/index.ts';
import { sloSeries } from '../../rules/index.ts';
import { SLO_NAMES, type Settings, type SloName } from '../../settings/index.ts';
import { columns } from '../columns.ts';
import { cells, row, type Row } from '../layout.ts';
import { cell, drillDown } from '../links.ts';
import { lettered, limitLines, query, stat, thresholds, timeseries, worstFirst } from '../panels.ts';
import { heightForModels } from '../table-height.ts';

const NAMES: Readonly<Record<SloName, string>> = {
  availability: 'Availability',
  ttft: 'First token',
  tpot: 'Per token',
  e2e: 'End to end',
  queue: 'Queue',
};

/** Which series an objective counts. */
const METRICS = [
  'vllm:request_success_total',
  'vllm:time_to_first_token_seconds',
  'vllm:request_time_per_output_token_seconds',
  'vllm:e2e_request_latency_seconds',
  'vllm:request_queue_time_seconds',
] as const;

const IDLE = 'No requests yet, or no SLO rules';

/** Fast enough to use up the budget of 30 days in two: the pace at which somebody is woken (Google SRE workbook, ch. 5). */
const FAST_BURN = 14.4;

/** Whether the objectives are kept, and which models are about to miss them. */
export function objectivesRow(settings: Settings): Row {
  return row(
    'Objectives (SLO)',
    cells(4, 8, [worstBudget(), worstBurn()]),
    cells(8, 8, [burnRates(), remaining()]),
    cells(24, heightForModels(settings), [budgets(settings)]),
  );
}

const ofModels = (series: RecordedName, slo?: SloName) =>
  recorded(series, {
    job: matches('$job'),
    model_name: matches('$model_name'),
    ...(slo === undefined ? {} : { slo }),
  });

/** How many times faster than allowed the budget is used: 1 uses it up in exactly 30 days. */
const burn = (window: '1h' | '6h') =>
  binary(ofModels(sloSeries.ratio(window)), '/', ofModels(sloSeries.budget));

function worstBudget() {
  const panel = stat({
    title: 'Least budget left',
    text: 'Share of the 30-day error budget left, of the model and objective that are worst off. Below 0 the objective is missed.',
    metrics: METRICS,
    unit: 'percentunit',
    idle: IDLE,
  }).thresholds(budgetSteps());
  return lettered(panel, [query(`min(${ofModels(sloSeries.remaining)})`, 'Left')]);
}

function worstBurn() {
  const panel = stat({
    title: 'Fastest burn, 1 h',
    text: 'How many times faster than allowed the error budget is used, of the model and objective that are worst off.',
    metrics: METRICS,
    unit: 'none',
    idle: IDLE,
  })
    .decimals(1)
    .thresholds(thresholds([1, 'yellow'], [FAST_BURN, 'red']));
  return lettered(panel, [query(`max(${burn('1h')})`, 'Burn')]);
}

/** What is left counts downwards: red below nothing, yellow below a quarter. */
function budgetSteps() {
  return thresholds().steps([
    { value: null, color: 'red' },
    { value: 0, color: 'yellow' },
    { value: 0.25, color: 'green' },
  ]);
}

function budgets(settings: Settings) {
  return columns({
    title: 'Error budget left of 30 days',
    text: `One line a model: 100 % is untouched, 0 % is spent, below that the objective is missed. ${objectives(settings)}`,
    metrics: METRICS,
    idle: IDLE,
    keys: [
      {
        label: 'model_name',
        title: 'Model',
        link: {
          title: 'Performance of this model',
          url: drillDown('vllm-performance', { model_name: cell('Model') }),
        },
      },
    ],
    columns: SLO_NAMES.map((slo) => ({
      title: NAMES[slo],
      expr: `min by (model_name) (${ofModels(sloSeries.remaining, slo)})`,
      unit: 'percentunit',
      steps: budgetSteps(),
    })),
  });
}

function objectives({ slo }: Settings): string {
  const parts = SLO_NAMES.map((name) => {
    const share = `${Number((slo[name].objective * 100).toFixed(4))} %`;
    return name === 'availability'
      ? `${NAMES[name]}: ${share} without an error`
      : `${NAMES[name]}: ${share} within ${slo[name].threshold} s`;
  });
  return `Objectives, where a model has none of its own: ${parts.join('; ')}.`;
}

function burnRates() {
  const panel = timeseries({
    title: 'Burn rate, 1 h',
    text: `How many times faster than allowed the budget is used. 1 uses it up in 30 days, ${FAST_BURN} in two.`,
    metrics: METRICS,
    unit: 'none',
    idle: IDLE,
  })
    .thresholds(thresholds([1, 'yellow'], [FAST_BURN, 'red']))
    .thresholdsStyle(limitLines());
  return lettered(panel, [query(`max by (model_name, slo) (${burn('1h')})`, '{{model_name}} {{slo}}')]);
}

function remaining() {
  const panel = timeseries({
    title: 'Error budget left',
    text: 'Share of the 30-day error budget left, by model and objective.',
    metrics: METRICS,
    unit: 'percentunit',
    idle: IDLE,
  })
    .min(-1)
    .max(1)
    .legend(worstFirst('least'));
  return lettered(panel, [
    query(`min by (model_name, slo) (${ofModels(sloSeries.remaining)})`, '{{model_name}} {{slo}}'),
  ]);
}
