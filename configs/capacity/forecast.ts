import {
  and,
  andOn,
  binary,
  call,
  overTime,
  plus,
  ratio,
  recorded,
  subquery,
  vector,
  ago,
  type Expression,
  type LooseMatchers,
  type Selector,
} from '../promql/index.ts';
import { recordedName, type RecordingRule } from '../recording/index.ts';
import { OBJECTIVES } from '../objectives/index.ts';

/**
 * Forecast of the daily peak: a line through the peaks of the last two weeks, by the method of least squares.
 *
 * - `peak`: highest load of the day that ends; none of a day of which less than three quarters were recorded, and none of the
 *   first day of a model. Read at midnight UTC.
 * - `expected`: the peak of the day a week ahead; none with fewer than seven peaks.
 * - `error`: its standard error, which contains the scatter of the days and the uncertainty of the line.
 */
export const forecastSeries = {
  peak: recordedName('vllm_load_peak', 'max1d'),
  expected: recordedName('vllm_load_peak', 'forecast7d'),
  error: recordedName('vllm_load_peak', 'forecast7d_stderr'),
} as const;

export type ForecastKey = keyof typeof forecastSeries;

export const forecast = (key: ForecastKey, matchers: LooseMatchers = {}) =>
  recorded(forecastSeries[key], matchers, [OBJECTIVES.availability.metric]);

/** Days that a forecast needs at least: a week, or the weekend is taken for a trend. */
export const LEAST_DAYS = 7;
/** Seconds ahead: time to get new GPUs. */
const AHEAD = 7 * 86_400;
/** Hours of a day that have to be recorded, or its peak may be missing. */
const HOURS = 18;
/** One sample per evaluation. */
export const forecastEvaluations = recordedName('vllm_headroom_evaluations', 'count');

/** @param load series whose daily peaks are recorded. */
export function forecastRules(load: Selector): readonly RecordingRule[] {
  return [
    { record: forecastEvaluations, expr: vector(1) },
    { record: forecastSeries.peak, expr: peak(load) },
    { record: forecastSeries.expected, expr: expected() },
    { record: forecastSeries.error, expr: and(standardError(), forecast('expected')) },
  ];
}

/** The hours are those in which anything was recorded: a model that is scaled to zero at night has whole days all the same. */
function peak(load: Selector): Expression {
  const ofDay = overTime('max_over_time', load, '1d');
  const hours = call('count_over_time', subquery(recorded(forecastEvaluations), '1d', '1h'));
  return and(andOn([], ofDay, binary(hours, '>=', HOURS)), ago(ofDay, '1d'));
}

/** One sample a day, at midnight: the step of a subquery is aligned to the epoch. */
const overDays = (of: Expression) => subquery(of, '14d', '1d');
const peaks = () => overDays(forecast('peak'));

function expected(): Expression {
  const line = call('clamp_min', call('predict_linear', peaks(), AHEAD), 0);
  return and(line, binary(call('count_over_time', peaks()), '>=', LEAST_DAYS));
}

/**
 * Standard error of a prediction by simple linear regression: s * sqrt(1 + 1/n + (x - mean(x))^2 / (n var(x))), where s^2 is
 * n (var(y) - slope^2 var(x)) / (n - 2).
 */
function standardError(): Expression {
  const times = () => overDays(call('timestamp', forecast('peak')));
  const n = call('count_over_time', peaks());
  const spread = call('stdvar_over_time', times());
  const explained = binary(binary(call('deriv', peaks()), '^', 2), '*', spread);
  const left = call('clamp_min', binary(call('stdvar_over_time', peaks()), '-', explained), 0);
  const variance = ratio(binary(n, '*', left), binary(n, '-', 2));
  const ahead = binary(plus(call('time'), AHEAD), '-', call('avg_over_time', times()));
  const distance = binary(binary(ahead, '^', 2), '/', binary(n, '*', spread));
  return call('sqrt', binary(variance, '*', plus(1, binary(1, '/', n), distance)));
}
