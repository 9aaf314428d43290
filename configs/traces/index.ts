export { credentialPaths, traceFiles } from './credentials.ts';
export { tempoDataSourceJson } from './data-source.ts';
export { traceBlocks } from './pipeline.ts';
