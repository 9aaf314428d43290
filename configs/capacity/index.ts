export { MISSING_KEYS, modelFacts } from './models.ts';
export { capacityRecordingGroups } from './recording.ts';
export { capacity, capacityMetrics, capacitySeries, integral, STEP, type CapacityKey } from './series.ts';
