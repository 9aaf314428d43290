export { sloRecordingGroups } from './recording.ts';
export { jobIs, MODEL, onlyVllm, otherJobs, SERVER, vllmJobs, down } from './scope.ts';
export { enoughData, ofSlo, sloSeries } from './series.ts';
