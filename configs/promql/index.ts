export { avgBy, countBy, maxBy, minBy, sumBy } from './aggregations.js';
export { binary, fraction, operand, or, ratio } from './arithmetic.js';
export { exporters } from './exporters/index.js';
export { mean, quantile, share, type Variable } from './histograms.js';
export { matches, not, notMatches, quote, type Matcher, type Matchers } from './matchers.js';
export * from './names.js';
export { eachOf, increase, rate, type Names } from './rates.js';
export { defaultWindow, recorded, selector, type RecordedName, type Window } from './selectors.js';
