export { avgBy, countBy, maxBy, minBy, sumBy } from './aggregations.ts';
export { binary, fraction, operand, or, ratio } from './arithmetic.ts';
export { exporters } from './exporters/index.ts';
export { mean, quantile, share } from './histograms.ts';
export { matches, not, notMatches, quote, type LooseMatchers, type Matcher } from './matchers.ts';
export * from './names.ts';
export { notProbe, notProbeRoute, PROBE_PATH } from './probe-routes.ts';
export { eachOf, increase, rate } from './rates.ts';
export { recorded, selector, type RecordedName, type Window } from './selectors.ts';
