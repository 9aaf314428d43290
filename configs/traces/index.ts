export { traceBlocks } from './pipeline.ts';
