export { avgBy, countBy, maxBy, minBy, sumBy } from './aggregations.ts';
export { binary, fraction, operand, or, ratio } from './arithmetic.ts';
export { exporters } from './exporters/index.ts';
export { mean, quantile, share, type Variable } from './histograms.ts';
export { matches, not, notMatches, quote, type Matcher, type Matchers } from './matchers.ts';
export * from './names.ts';
export { eachOf, increase, rate, type Names } from './rates.ts';
export { defaultWindow, recorded, selector, type RecordedName, type Window } from './selectors.ts';
