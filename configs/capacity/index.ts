export { forecast, forecastEvaluations, forecastSeries, LEAST_DAYS, type ForecastKey } from './forecast.ts';
export {
  headroom,
  headroomSeries,
  highestLoad,
  limitReached,
  loadOnceServing,
  timeToServe,
  usageAtPeak,
} from './headroom.ts';
export { MISSING_KEYS, modelsByValue } from './models.ts';
export { capacityRecordingGroups } from './recording.ts';
export {
  capacity,
  capacityMetrics,
  capacitySeries,
  costPerMillionTokens,
  integral,
  STEP,
  type CapacityKey,
} from './series.ts';
export { signal, signalSeries, type SignalKey } from './signals.ts';
