export { neverScheduledOf } from './never-scheduled.ts';
export { cutOffSeries, CUT_OFF_METRICS } from './cut-off.ts';
export { sloRecordingGroups } from './recording.ts';
export { jobIs, vllmJobs } from './scope.ts';
export { enoughData, ofSlo, sloSeries } from './series.ts';
