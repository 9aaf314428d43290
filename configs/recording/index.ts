export { recordedName } from './names.ts';
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
} from './series.ts';
export { recordedWindows, type RecordedWindow } from './windows.ts';
