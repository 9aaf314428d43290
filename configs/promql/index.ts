export { aggregate, avgBy, countBy, maxBy, minBy, sumBy, topk } from './aggregations.ts';
export {
  and,
  andOn,
  anyOf,
  binary,
  fraction,
  or,
  orZero,
  plus,
  ratio,
  shareOfTotal,
  unless,
} from './arithmetic.ts';
export { engineGauge } from './engine-gauge.ts';
export { scalar, type Expression, type Operand, type Selector } from './expression.ts';
export { events, eventsOf } from './events.ts';
export { exporters } from '../exporters/index.ts';
export {
  absent,
  call,
  eachOf,
  increase,
  labelReplace,
  overTime,
  rate,
  union,
  vector,
  type Names,
} from './functions.ts';
export { mean, quantile, quantileOf, share } from './histograms.ts';
export {
  matches,
  noneOf,
  not,
  notMatches,
  oneOf,
  quote,
  type LooseMatchers,
  type Matcher,
  type Matchers,
} from './matchers.ts';
export * from './names.ts';
export { print, printOnOneLine } from './print.ts';
export { notProbe, notProbeRoute, PROBE_PATH, PROBE_ROUTE } from './probe-routes.ts';
export { groupedBy, labelsRead, metricsRead, metricsShown, samplesRead, selectorsOf } from './reads.ts';
export { JOB, MODEL, PLACE, SERVER, TARGET } from './series-labels.ts';
export {
  ago,
  anySeries,
  over,
  recorded,
  select,
  selector,
  subquery,
  where,
  type RecordedName,
  type Window,
} from './selectors.ts';
