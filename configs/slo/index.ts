export { sloRecordingGroups } from './recording.ts';
export { jobIs, vllmJobs } from './scope.ts';
export { enoughData, ofSlo, sloSeries } from './series.ts';
