export { sloRecordingGroups } from './recording.ts';
export { vllmJobs } from './scope.ts';
export { enoughData, ofSlo, sloSeries } from './series.ts';
