export { instanceSeries, RAW_RANGE, type InstanceFigure } from './instances.ts';
export { gaugeName, recordedName } from './names.ts';
export { samplesOf } from './samples.ts';
export { recordedNames, recordingRules, type RecordingGroup, type RecordingRule } from './rules.ts';
export {
  ENGINES,
  recordedGauges,
  recordedServerCounters,
  type RecordedCounterName,
  type RecordedGaugeKey,
  type RecordedHistogramName,
  type RecordedMeanName,
  type RecordedServerCounterName,
  type WindowedGaugeKey,
} from './series.ts';
export { recordedWindows, windowOf, type RecordedWindow } from './windows.ts';
